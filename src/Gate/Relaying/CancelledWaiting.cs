using Seawall.Gate.Judging;

namespace Seawall.Gate.Relaying;

/// <summary>What a client is told that cancels its own statement while it waits at the gate: the server's own words.</summary>
internal static class CancelledWaiting
{
    public static StatementRefusal Refusal { get; } = new(StatementRefusal.Canceled, "canceling statement due to user request", hint: null, rule: "cancel");
}
