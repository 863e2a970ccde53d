using System.Diagnostics;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>
/// The watchdog's part: starts a process for each new lease, and undoes itself what a fault's process left when it was killed, at every look and at the
/// watchdog's own start. A fault's process that outlives its lease is killed first.
/// </summary>
public sealed class FaultWarden(FaultSite site, SeawallProgram program) : IWatchdogDuty
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _endWithin = TimeSpan.FromSeconds(20);

    private readonly FaultFiles _files = site.Files;
    private readonly Dictionary<string, ProcessIdentity> _begun = [];
    private readonly Dictionary<string, long> _overdue = [];

    /// <summary>Undoes what was left by a time in which nobody lived.</summary>
    public Task BeginAsync(CancellationToken ct) => TryPassAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await TryPassAsync(ct).ConfigureAwait(false);
            await Task.Delay(_look, site.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await EndAllAsync().ConfigureAwait(false);
    }

    private async Task EndAllAsync()
    {
        long start = site.Time.GetTimestamp();
        do
        {
            foreach (FaultLease lease in _files.Leases())
            {
                _files.End(lease.Id);
            }
            await TryPassAsync(CancellationToken.None).ConfigureAwait(false);
            if (_files.States().All(state => state.IsOver))
            {
                return;
            }
            await Task.Delay(_look, site.Time).ConfigureAwait(false);
        }
        while (site.Time.GetElapsedTime(start) < _endWithin);
    }

    private async Task TryPassAsync(CancellationToken ct)
    {
        if (!Directory.Exists(_files.Folder.Path))
        {
            return;
        }
        try
        {
            foreach (FaultLease lease in _files.Leases())
            {
                Tend(lease);
            }
            foreach (FaultState state in _files.States())
            {
                await TendAsync(state, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            site.Log($"faults: {e.Message}");
        }
    }

    /// <summary>A lease of which no process has said anything yet.</summary>
    private void Tend(FaultLease lease)
    {
        if (_files.State(lease.Id) is not null)
        {
            return;
        }
        bool begun = _begun.TryGetValue(lease.Id, out ProcessIdentity process);
        if (!_files.Holds(lease))
        {
            if (!process.IsAlive())
            {
                _files.End(lease.Id);
            }
        }
        else if (!begun)
        {
            Start(lease);
        }
        else if (!process.IsAlive() && _files.State(lease.Id) is null)
        {
            _files.Put(new FaultState { Id = lease.Id, Phase = FaultPhase.Failed, At = site.Time.GetUtcNow(), Message = $"its process ended at once; {site.Home.Log("fault")} says why" });
        }
    }

    private void Start(FaultLease lease)
    {
        site.Log($"{lease.Id}: {lease.Summary}, asked for by {lease.Actor}: {lease.Reason}");
        using Process child = program.Run("fault", site.Home, "--lease", lease.Id, "--topology", site.Topology.Path).Start();
        _begun[lease.Id] = ProcessIdentity.Of(child.Id) ?? default;
    }

    private async Task TendAsync(FaultState state, CancellationToken ct)
    {
        if (state.IsOver)
        {
            _files.End(state.Id);
            if (site.Time.GetUtcNow() - state.At > FaultFiles.KeptFor)
            {
                _files.Forget(state.Id);
                _begun.Remove(state.Id);
            }
            return;
        }
        if (state.Process.IsAlive())
        {
            KillWhenOverdue(state);
            return;
        }
        // Whatever it still says, nobody keeps it up: it ends here.
        _files.End(state.Id);
        IReadOnlyList<FaultAct> left = await FaultUndo.UndoAsync(site, state, ct).ConfigureAwait(false);
        _files.Put(state with
        {
            Acts = left,
            Phase = left.Count == 0 ? FaultPhase.Undone : state.Phase,
            At = site.Time.GetUtcNow(),
            Message = "its process was gone; undone by the watchdog",
        });
        if (left.Count == 0)
        {
            _overdue.Remove(state.Id);
            site.Log($"{state.Id}: its process was gone; undone");
        }
    }

    private void KillWhenOverdue(FaultState state)
    {
        if (_files.Holds(_files.Find(state.Id)))
        {
            return;
        }
        if (!_overdue.TryGetValue(state.Id, out long since))
        {
            _overdue[state.Id] = site.Time.GetTimestamp();
        }
        else if (site.Time.GetElapsedTime(since) > FaultFiles.UndoneWithin)
        {
            site.Log($"{state.Id}: its process has not undone it within {FaultFiles.UndoneWithin.TotalSeconds:0} s, killing it");
            state.Process.Signal(ProcessSignal.Kill);
        }
    }
}
