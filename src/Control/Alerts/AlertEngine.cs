using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;
using Seawall.Control.Metrics;
using Seawall.Control.Processes;
using Seawall.Control.Push;

namespace Seawall.Control.Alerts;

/// <summary>
/// Evaluates every rule, enters what it finds, and leaves a sign of life that the watchdog reads: when it gets old, monitoring has stopped. The last good policy is
/// written for the watchdog as soon as it changes.
/// </summary>
internal sealed partial class AlertEngine(
    AlertDesk desk, LivePolicy policy, IMetricSource metrics, ISiteProcesses site, OutletSender sender, AlertOptions options, TimeProvider time, ILogger<AlertEngine> log,
    IInstances? instances = null) : BackgroundService
{
    private readonly RuleWatch _rules = new(metrics);
    private readonly WatchdogWatch _watchdog = new(site, options.WatchdogGone);
    private readonly StragglerWatch _stragglers = new(instances);
    private readonly Dictionary<string, DateTimeOffset> _pinged = [];
    private PolicyInForce? _written;
    private long _evaluations;

    /// <summary>When all rules were evaluated last; null before the first time.</summary>
    public DateTimeOffset? LastEvaluation { get; private set; }

    public long Evaluations => Interlocked.Read(ref _evaluations);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(desk.RunAsync(stoppingToken), EvaluateAsync(stoppingToken)).ConfigureAwait(false);
    }

    /// <summary>One evaluation. A failure is logged and leaves no sign of life.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!desk.Leads)
            return;
        try
        {
            var now = time.GetUtcNow();
            var force = policy.Current;
            Keep(force);
            var signals = _rules.Look(force.Policy, desk.Current.Book, now).ToList();
            if (_watchdog.Look(desk.Current.Book, now) is { } gone)
                signals.Add(gone);
            if (_stragglers.Look(desk.Current.Book, now) is { } stragglers)
                signals.Add(stragglers);
            desk.Take(signals);
            LastEvaluation = now;
            Interlocked.Increment(ref _evaluations);
            Heartbeat.Write(options.Folder.Heartbeat, now);
            await PingAsync(force.Policy, now, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Failed(log, e);
        }
    }

    private async Task EvaluateAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            do
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private void Keep(PolicyInForce force)
    {
        // Before the store has spoken there is nothing to keep, and a former copy is better than none.
        if (ReferenceEquals(force, _written) || force.Entries.Count == 0)
            return;
        PolicyCopy.Write(options.Folder.Policy, force.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
        _written = force;
        foreach (var left in force.Left)
            Log.LeftOut(log, left);
    }

    private async Task PingAsync(AlertPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var ping in policy.Outlets.OfType<PingOutlet>())
        {
            if (_pinged.TryGetValue(ping.Name, out var last) && now - last < ping.Every)
                continue;
            _pinged[ping.Name] = now;
            var message = new AlertMessage("", MessageKind.Test, ping.Name, "", "", now, []);
            if (await sender.SendAsync(ping, message, cancellationToken).ConfigureAwait(false) is { Delivered: false } failed)
                Log.NotPinged(log, ping.Name, failed.Why);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5400, LogLevel.Error, "Alert rules could not be evaluated")]
        public static partial void Failed(ILogger log, Exception e);

        [LoggerMessage(5401, LogLevel.Warning, "Left out because of its faults: {Entry}")]
        public static partial void LeftOut(ILogger log, string entry);

        [LoggerMessage(5402, LogLevel.Warning, "The monitor of outlet {Outlet} could not be called: {Why}")]
        public static partial void NotPinged(ILogger log, string outlet, string why);
    }
}
