namespace Seawall.Gate.Judging;

internal enum VerdictKind : byte
{
    /// <summary>It goes to the server.</summary>
    Allow,

    /// <summary>It waits until its <see cref="Ticket"/> is granted, no longer than <see cref="Verdict.PatienceMs"/>; then the judge is asked to go on.</summary>
    Wait,

    /// <summary>It does not go to the server; the client gets the refusal.</summary>
    Refuse,
}

/// <summary>What becomes of a statement.</summary>
/// <param name="Kind">Goes, waits, or is refused.</param>
/// <param name="Refusal">What the client is told: when refused, and when its patience ends; null when the statement goes on then.</param>
/// <param name="PatienceMs">How long it waits at most.</param>
internal readonly record struct Verdict(VerdictKind Kind, StatementRefusal? Refusal = null, int PatienceMs = 0)
{
    public static Verdict Allow => default;

    public static Verdict Refuse(StatementRefusal refusal) => new(VerdictKind.Refuse, refusal);

    public static Verdict Wait(int patienceMs, StatementRefusal? otherwise) => new(VerdictKind.Wait, otherwise, patienceMs);
}
