namespace Seawall.Control.Readiness;

/// <summary>The promises of the site and the evidence that is kept of them; the seam to the disk.</summary>
public interface IReadinessBoard
{
    Board Read();
}

/// <summary>Every promise, and the day it is all for.</summary>
public sealed record Board(DateOnly SaleDay, IReadOnlyList<Promise> Promises)
{
    /// <summary>Why the promises can't be read; null when they can.</summary>
    public string? Problem { get; init; }

    /// <summary>When the report's page was written; null when there is none.</summary>
    public DateTimeOffset? PageAt { get; init; }
}

/// <summary>One promise: due so many days after the sale's day (before it when negative), kept when all its checks are.</summary>
public sealed record Promise(string Id, string Text, string Owner, int? DueDays, IReadOnlyList<PromiseCheck> Checks)
{
    /// <summary>Where it stands.</summary>
    public PromiseState State => Checks.Count == 0 ? PromiseState.NoCheck
        : Checks.Any(check => check is { At: not null, Kept: false }) ? PromiseState.Short
        : Checks.Any(check => check.At is null) ? PromiseState.NotLooked
        : Checks.Any(check => check.Stale is not null) ? PromiseState.Stale
        : PromiseState.Kept;

    /// <summary>When its oldest evidence was seen; null before all was.</summary>
    public DateTimeOffset? Seen => Checks.Count > 0 && Checks.All(check => check.At is not null) ? Checks.Min(check => check.At) : null;

    public DateOnly? DueOn(DateOnly saleDay) => DueDays is { } days ? saleDay.AddDays(days) : null;

    /// <summary>Not kept though its day has passed.</summary>
    public bool IsLate(DateOnly saleDay, DateOnly today) => State is not (PromiseState.Kept or PromiseState.Stale) && DueOn(saleDay) < today;
}

/// <summary>How a promise stands.</summary>
public enum PromiseState
{
    Kept,

    /// <summary>It was kept, by evidence that no longer counts: too old, of another build, of a quick run.</summary>
    Stale,

    /// <summary>At least one check fell short.</summary>
    Short,

    /// <summary>Some of its checks were never made.</summary>
    NotLooked,

    /// <summary>Nothing looks at it yet.</summary>
    NoCheck,
}

/// <summary>One check and its last evidence; <paramref name="At"/> is null before there is any.</summary>
public sealed record PromiseCheck(string Id, string What, bool Kept, string Figure, DateTimeOffset? At, string? Stale);
