using System.Globalization;
using System.Security.Cryptography;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>
/// A fault for as long as this object lives: its lease is renewed every second, and given back when it is disposed of. Whoever holds it may die at any
/// moment; the target's side then undoes the fault when the lease lapses.
/// </summary>
public sealed class FaultSession : IAsyncDisposable
{
    private static readonly TimeSpan _renewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _inForceWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _undoneWithin = TimeSpan.FromSeconds(60);

    private readonly FaultFiles _files;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;
    private int _disposed;

    private FaultSession(FaultFiles files, FaultLease lease, TimeProvider time)
    {
        (_files, _time, Lease) = (files, time, lease);
        _renewing = RenewAsync();
    }

    /// <summary>The lease as it was given.</summary>
    public FaultLease Lease { get; }

    /// <summary>Whether the lease still holds: false after its end, or when somebody pulled the lever.</summary>
    public bool Holds => _files.Holds(_files.Find(Lease.Id));

    /// <summary>Begins a fault and returns when it is in force, as the target's side says.</summary>
    /// <exception cref="FaultRefusedException">It must not be done, with every reason.</exception>
    /// <exception cref="InvalidOperationException">It could not be done; what had been done of it is undone.</exception>
    public static async Task<FaultSession> BeginAsync(SeawallHome home, FaultRequest request, TimeProvider time, CancellationToken ct)
    {
        var files = new FaultFiles(home, time);
        IReadOnlyList<string> reasons = Refusals(home, request, files);
        if (reasons.Count > 0)
        {
            throw new FaultRefusedException(reasons);
        }
        var lease = FaultLease.Of(NewId(request.Kind, time), request, time);
        files.Put(lease);
        var session = new FaultSession(files, lease, time);
        try
        {
            await session.UntilInForceAsync(ct).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the lease back and returns when everything is undone.</summary>
    /// <exception cref="TimeoutException">The target's side has not said so in time; it goes on trying.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        await _end.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _files.End(Lease.Id);
        long start = _time.GetTimestamp();
        while (_files.State(Lease.Id) is { IsOver: false } state)
        {
            if (_time.GetElapsedTime(start) > _undoneWithin)
            {
                throw new TimeoutException($"{Lease.Id} ({Lease.Summary}) is not undone after {_undoneWithin.TotalSeconds:0} s; the watchdog goes on trying, `seawall logs watchdog` says what is in its way: {state.Message}");
            }
            await Task.Delay(_look, _time, CancellationToken.None).ConfigureAwait(false);
        }
        _end.Dispose();
    }

    /// <summary>Why a fault must not be done now; empty when nothing stands against it.</summary>
    public static IReadOnlyList<string> Refusals(SeawallHome home, FaultRequest request, TimeProvider time) => Refusals(home, request, new FaultFiles(home, time));

    private static IReadOnlyList<string> Refusals(SeawallHome home, FaultRequest request, FaultFiles files)
    {
        if (files.Stopped() is { } stop)
        {
            return [$"all faults are stopped by {stop.Actor}: {stop.Reason}; `seawall drill resume` allows them again"];
        }
        SiteState site = StateFile.Read(home);
        if (!site.IsWatched || site.Phase != SitePhase.Up)
        {
            return [$"the site of {home.Root} is not up under its watchdog, which has to undo what a dead drill leaves; `seawall up` starts it"];
        }
        try
        {
            return FaultRules.Faults(request, TopologyFile.Load(site.Topology), [.. files.Leases().Where(files.Holds)]);
        }
        catch (TopologyException e)
        {
            return [e.Message];
        }
    }

    private async Task UntilInForceAsync(CancellationToken ct)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            switch (_files.State(Lease.Id))
            {
                case { Phase: FaultPhase.InForce }:
                    return;
                case { IsOver: true } over:
                    throw new InvalidOperationException($"{Lease.Summary} could not be done: {(over.Message.Length > 0 ? over.Message : "its lease was ended")}");
            }
            if (!Holds)
            {
                throw new InvalidOperationException($"{Lease.Summary}: the lease was ended before it was in force");
            }
            if (_time.GetElapsedTime(start) > _inForceWithin)
            {
                throw new InvalidOperationException($"{Lease.Summary} is not in force after {_inForceWithin.TotalSeconds:0} s; `seawall logs watchdog` and `seawall logs fault` say why");
            }
            await Task.Delay(_look, _time, ct).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(_renewEvery, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A lease that somebody else ended, or that lapsed while this process was stopped, is not begun anew.
            if (_end.IsCancellationRequested || _files.Find(Lease.Id) is not { } lease || !_files.Holds(lease))
            {
                return;
            }
            _files.Put(lease.Renewed(_time));
        }
    }

    private static string NewId(FaultKind kind, TimeProvider time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{kind.ToString().ToLowerInvariant()}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");
}
