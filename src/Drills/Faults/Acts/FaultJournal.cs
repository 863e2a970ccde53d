using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>What a fault's process has done so far, on the disk before it is done.</summary>
internal sealed class FaultJournal(FaultFiles files, TimeProvider time, string id)
{
    public FaultState State { get; private set; } = new() { Id = id, Process = ProcessIdentity.Of(Environment.ProcessId) ?? default };

    public void Note(IEnumerable<FaultAct> acts) => Write(State with { Acts = [.. State.Acts, .. acts.Except(State.Acts)] });

    public void Set(FaultPhase phase, string message = "") => Write(State with { Phase = phase, Message = message });

    /// <summary>What is left to undo.</summary>
    public void Left(IReadOnlyList<FaultAct> acts) => Write(State with { Acts = acts });

    private void Write(FaultState state)
    {
        State = state with { At = time.GetUtcNow() };
        files.Put(State);
    }
}
