namespace Seawall.Drills.Faults;

/// <summary>One kind of fault: how it is done and kept. How it is undone stands in <see cref="FaultUndo"/>, for whoever does that.</summary>
internal interface IFault : IAsyncDisposable
{
    /// <summary>Does it; every act is noted in the journal before it is done. Returns when it is in force.</summary>
    Task BeginAsync(FaultJournal journal, CancellationToken ct);

    /// <summary>Called once a second while the lease holds: does it to processes that were started since.</summary>
    Task KeepAsync(FaultJournal journal, CancellationToken ct);
}
