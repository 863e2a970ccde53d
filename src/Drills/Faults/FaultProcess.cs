namespace Seawall.Drills.Faults;

/// <summary>The life of one fault: does it, watches its lease, undoes it, and says so. It needs neither the tool that asked for it nor the watchdog that started it.</summary>
public static class FaultProcess
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _keepEvery = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the fault is undone, true when it had been in force; cancelled, it is undone at once.</summary>
    public static async Task<bool> RunAsync(FaultSite site, string id, CancellationToken ct)
    {
        using FileStream? own = TryOwn(site, id);
        if (own is null || site.Files.State(id) is not null || site.Files.Find(id) is not { } lease || !site.Files.Holds(lease))
        {
            return false;
        }
        var journal = new FaultJournal(site.Files, site.Time, id);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task watch = WatchAsync(site, id, over);
        string failure = "";
        IFault fault = FaultTable.Create(lease, site);
        try
        {
            journal.Set(FaultPhase.Beginning);
            await fault.BeginAsync(journal, over.Token).ConfigureAwait(false);
            journal.Set(FaultPhase.InForce);
            site.Log($"in force: {lease.Summary}");
            while (true)
            {
                await Task.Delay(_keepEvery, site.Time, over.Token).ConfigureAwait(false);
                await fault.KeepAsync(journal, over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            failure = e.Message;
            site.Log($"failed: {failure}");
        }
        bool wasInForce = journal.State.Phase == FaultPhase.InForce;
        await over.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        await UndoAsync(site, fault, journal).ConfigureAwait(false);
        journal.Set(failure.Length == 0 ? FaultPhase.Undone : FaultPhase.Failed, failure);
        site.Files.End(id);
        site.Log("undone");
        return wasInForce && failure.Length == 0;
    }

    /// <summary>Tries until nothing is left. The lease is given back first, so that what a process does by order ends at once.</summary>
    private static async Task UndoAsync(FaultSite site, IFault fault, FaultJournal journal)
    {
        site.Files.End(journal.State.Id);
        while (true)
        {
            IReadOnlyList<FaultAct> left = await FaultUndo.UndoAsync(site, journal.State, CancellationToken.None).ConfigureAwait(false);
            journal.Left(left);
            if (left.Count == 0)
            {
                break;
            }
            await Task.Delay(_look, site.Time).ConfigureAwait(false);
        }
        await fault.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task WatchAsync(FaultSite site, string id, CancellationTokenSource over)
    {
        while (!over.IsCancellationRequested && site.Files.Holds(site.Files.Find(id)))
        {
            await Task.Delay(_look, site.Time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await over.CancelAsync().ConfigureAwait(false);
    }

    private static FileStream? TryOwn(FaultSite site, string id)
    {
        try
        {
            return new FileStream(site.Files.Folder.FileOf(id, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
