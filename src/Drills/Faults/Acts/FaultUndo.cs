using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>Undoes what a fault did, act by act, the last first. Every step may be done twice, and by anybody.</summary>
internal static class FaultUndo
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Returns the acts that could not be undone yet, such as those of a server that is down.</summary>
    public static async Task<IReadOnlyList<FaultAct>> UndoAsync(FaultSite site, FaultState state, CancellationToken ct)
    {
        var left = new List<FaultAct>();
        foreach (FaultAct act in state.Acts.Reverse())
        {
            try
            {
                if (!await UndoAsync(site, state.Id, act, ct).ConfigureAwait(false))
                {
                    left.Insert(0, act);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                site.Log($"{state.Id}: {act.Kind} of {act.Service} is not undone yet: {e.Message}");
                left.Insert(0, act);
            }
        }
        return left;
    }

    private static async Task<bool> UndoAsync(FaultSite site, string id, FaultAct act, CancellationToken ct)
    {
        switch (act.Kind)
        {
            case FaultActKind.Held:
                LeaseHold.Release(site, id, act.Service);
                return true;
            case FaultActKind.Stopped:
                act.Process.Signal(ProcessSignal.Continue);
                return true;
            case FaultActKind.FileLimit:
                FileLimit.Restore(act.Process, act.Before);
                return true;
            case FaultActKind.Ordered:
                site.Files.EndOrders(id);
                return true;
            case FaultActKind.Dropped:
                await PacketFilter.DeleteAsync(act.Service, ct).ConfigureAwait(false);
                return true;
            case FaultActKind.ReadOnly:
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    limit.CancelAfter(_patience);
                    return await DatabaseFullFault.TryResetAsync(site, act.Service, limit.Token).ConfigureAwait(false);
                }
            default:
                throw new InvalidOperationException($"{id}: nobody knows how to undo {act.Kind}");
        }
    }
}
