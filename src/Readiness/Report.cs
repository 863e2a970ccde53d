using Seawall.Readiness.Model;

namespace Seawall.Readiness;

/// <summary>What is kept and what is not, at one moment.</summary>
/// <param name="At">When the report was made.</param>
/// <param name="Circumstances">Build, topology and thoroughness it speaks for.</param>
/// <param name="Rows">One a promise, in the file's order.</param>
public sealed record Report(DateTimeOffset At, Circumstances Circumstances, IReadOnlyList<RowReport> Rows)
{
    /// <summary>Rows whose every check held.</summary>
    public int Kept => Rows.Count(r => r.State == RowState.Kept);

    /// <summary>Rows with at least one check that did not hold.</summary>
    public int Short => Rows.Count(r => r.State == RowState.Short);

    /// <summary>Rows nothing looks at yet.</summary>
    public int Unchecked => Rows.Count(r => r.State == RowState.NoCheck);
}

/// <summary>One promise in a report.</summary>
public sealed record RowReport(Row Row, IReadOnlyList<CheckReport> Checks)
{
    /// <summary>Kept only when there are checks and all of them held.</summary>
    public RowState State => Checks.Count == 0 ? RowState.NoCheck : KeptChecks == Checks.Count ? RowState.Kept : RowState.Short;

    /// <summary>How many checks held.</summary>
    public int KeptChecks => Checks.Count(c => c.Evidence.Kept);

    /// <summary><c>3 of 4</c>, or <c>no check</c>.</summary>
    public string Tally => Checks.Count == 0 ? "no check" : $"{KeptChecks} of {Checks.Count}";

    /// <summary>The figures of all its checks.</summary>
    public string Figure => string.Join(" · ", Checks.Select(c => c.Evidence.Figure));

    /// <summary>When its oldest evidence was seen; null without checks.</summary>
    public DateTimeOffset? OldestEvidence => Checks.Count == 0 ? null : Checks.Min(c => c.Evidence.At);
}

/// <summary>One check in a report, with the evidence that counts for it and the last one of each other site.</summary>
public sealed record CheckReport(Check Check, Evidence Evidence, IReadOnlyList<Evidence> Elsewhere);

/// <summary>How a promise stands.</summary>
public enum RowState
{
    /// <summary>Nothing looks at it yet.</summary>
    NoCheck,

    /// <summary>At least one check did not hold.</summary>
    Short,

    /// <summary>Every check held.</summary>
    Kept,
}
