using System.Text.Json.Serialization;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>How far the target's side is with a lease.</summary>
public enum FaultPhase
{
    /// <summary>Being done.</summary>
    Beginning,

    InForce,

    /// <summary>Could not be done; what had been done of it is undone.</summary>
    Failed,

    /// <summary>The lease is over and everything is as it was.</summary>
    Undone,
}

/// <summary>What the target's side says of a lease: the file <c>{home}/faults/{id}.state</c>. Each act is written down before it is done, so that any later process can undo it.</summary>
public sealed record FaultState
{
    public required string Id { get; init; }

    public FaultPhase Phase { get; init; }

    /// <summary>The process that does it.</summary>
    public ProcessIdentity Process { get; init; }

    public IReadOnlyList<FaultAct> Acts { get; init; } = [];

    public DateTimeOffset At { get; init; }

    /// <summary>Why it failed, or who undid it when that was not the fault's own process; empty otherwise.</summary>
    public string Message { get; init; } = "";

    [JsonIgnore]
    public bool IsOver => Phase is FaultPhase.Failed or FaultPhase.Undone;
}

/// <summary>One thing done to the site that has to be undone.</summary>
/// <param name="Service">The service it was done to.</param>
/// <param name="Process">The very process, where that matters.</param>
/// <param name="Before">What stood there before; empty when there is nothing to put back.</param>
public sealed record FaultAct(FaultActKind Kind, string Service, ProcessIdentity Process = default, string Before = "");

/// <summary>What can be done to a site, each with its own way back.</summary>
public enum FaultActKind
{
    /// <summary>Held down by the watchdog; undone by taking the hold away.</summary>
    Held,

    /// <summary>Stopped by SIGSTOP; undone by SIGCONT.</summary>
    Stopped,

    /// <summary>A PostgreSQL made read-only; undone by RESET, whenever it runs again.</summary>
    ReadOnly,

    /// <summary>The largest file that a process may write; undone by the limit from before.</summary>
    FileLimit,

    /// <summary>What the processes do themselves; undone by taking the orders away.</summary>
    Ordered,

    /// <summary>Packets dropped by a table of the kernel's filter; undone by deleting the table.</summary>
    Dropped,
}
