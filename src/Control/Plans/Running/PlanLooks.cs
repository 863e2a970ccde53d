using System.Collections.Concurrent;
using Seawall.Control.Metrics;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Plans.Checks;
using Seawall.Control.Push;

namespace Seawall.Control.Plans.Running;

/// <summary>Looks at checks until they pass or their time is over. Where a check stands is in memory only: after a restart it is looked at anew, with its whole time.</summary>
internal sealed class PlanLooks(IMetricSource metrics, IMetricTargets targets, TimeProvider time, IInstances? instances = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal);

    public FleetView? Fleet => instances?.Look();

    public void Dispose() => _http.Dispose();

    /// <summary>One look by itself.</summary>
    public Task<CheckLook> LookAsync(IPlanCheck check, long revision, CancellationToken ct) => check.LookAsync(new CheckSurroundings(metrics, targets, instances, _http, revision), ct);

    /// <summary>One look of many under a name; null while it may still pass.</summary>
    public async Task<CheckLook?> LookAsync(string name, IPlanCheck check, long revision, CancellationToken ct)
    {
        var look = await LookAsync(check, revision, ct).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var watch = _watches.AddOrUpdate(name, _ => new Watch(now, look.Holds ? now : null), (_, former) => former with { HoldsSince = look.Holds ? former.HoldsSince ?? now : null });
        var passed = watch.HoldsSince is { } since && now - since >= check.Times.Hold;
        if (!passed && now - watch.Began < check.Times.Within)
            return null;
        _watches.TryRemove(name, out _);
        return look with { Holds = passed };
    }

    private sealed record Watch(DateTimeOffset Began, DateTimeOffset? HoldsSince);
}
