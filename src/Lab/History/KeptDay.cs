namespace Seawall.Lab.History;

/// <summary>One day of a site's database traffic as it is kept: by business, fingerprint, table and interface.</summary>
public sealed record KeptDay
{
    public required DateOnly Date { get; init; }

    /// <summary>The site whose traffic it is: <c>local</c>, or the name its sources were given.</summary>
    public required string Site { get; init; }

    /// <summary>How far the day's midnight lies ahead of that of UTC.</summary>
    public required TimeSpan Offset { get; init; }

    public required DayOrigin Origin { get; init; }

    /// <summary>The files the day was made from; of a seeded day, the day it was projected from and the seed.</summary>
    public required IReadOnlyList<string> MadeFrom { get; init; }

    public required DateTimeOffset BuiltAt { get; init; }
    public required DayDetail Detail { get; init; }
    public required DayTotals Totals { get; init; }
    public required IReadOnlyList<DayBusiness> Businesses { get; init; }

    /// <summary>By database, business and text; the most called first.</summary>
    public required IReadOnlyList<DayFingerprint> Fingerprints { get; init; }

    public required IReadOnlyList<DayTable> Tables { get; init; }

    /// <summary>By the <c>route</c> tag of the SQL comment, and by business.</summary>
    public required IReadOnlyList<DayInterface> Interfaces { get; init; }

    /// <summary>Instant of the day's first second.</summary>
    public DateTimeOffset Midnight => new(Date.ToDateTime(TimeOnly.MinValue), Offset);
}

/// <summary>Where the figures of a day come from. Of two days with one date the more real one is kept: in this order.</summary>
public enum DayOrigin
{
    /// <summary>Projected from a captured stretch so that a new site has something to look at: no observation.</summary>
    Seeded,

    /// <summary>Brought in from elsewhere.</summary>
    Imported,

    /// <summary>Logs of the database servers.</summary>
    Log,

    /// <summary>Captures of the gates.</summary>
    Captured,
}

/// <summary>How fine a kept day still is.</summary>
public enum DayDetail
{
    /// <summary>Totals, and by hour for businesses, fingerprints and interfaces.</summary>
    Hours,

    /// <summary>By second for businesses, by minute for fingerprints and interfaces.</summary>
    Seconds,
}

/// <summary>Sums of a day: rows are 0 where the source does not tell them, time is that of the database in microseconds.</summary>
public readonly record struct DayTotals(long Calls, long Errors, long Rows, long Micros)
{
    public double MeanMicros => Calls == 0 ? 0 : (double)Micros / Calls;

    public static DayTotals operator +(DayTotals a, DayTotals b) => new(a.Calls + b.Calls, a.Errors + b.Errors, a.Rows + b.Rows, a.Micros + b.Micros);
}

/// <summary>A business, which is a login of the database.</summary>
public sealed record DayBusiness
{
    public required string Name { get; init; }
    public required DayTotals Totals { get; init; }

    /// <summary>By second; of a day kept by the hour, empty.</summary>
    public required SecondSeries Seconds { get; init; }

    /// <summary>By hour, 24 of them.</summary>
    public required IReadOnlyList<DayTotals> Hours { get; init; }
}

/// <summary>A statement of a business: its text without constants, and when it was called how often.</summary>
public sealed record DayFingerprint
{
    /// <summary>Sixteen hexadecimal digits; <see cref="Others"/> for what came after the most that a day keeps apart.</summary>
    public required string Fingerprint { get; init; }

    public const string Others = "others";

    public required string Database { get; init; }
    public required string Business { get; init; }
    public required string Sql { get; init; }
    public required bool ReadOnly { get; init; }
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>The interfaces that call it and for whom, the most calls first, at most eight; empty texts where the comment does not tell.</summary>
    public required IReadOnlyList<DayCaller> Callers { get; init; }

    public required DayTotals Totals { get; init; }

    /// <summary>By minute, or by hour for a day kept by the hour.</summary>
    public required MinuteSeries Minutes { get; init; }
}

/// <summary>Calls of one fingerprint for one interface and one role.</summary>
public sealed record DayCaller(string Route, string Role, long Calls);

/// <summary>A table: what touched it, and how many of those calls changed it.</summary>
public sealed record DayTable
{
    public required string Name { get; init; }
    public required DayTotals Totals { get; init; }
    public required long Writes { get; init; }
}

/// <summary>An interface of a business; its figures are those of the statements it ran, not of its requests.</summary>
public sealed record DayInterface
{
    public required string Business { get; init; }

    /// <summary>The route's pattern, such as <c>/items/{id}</c>; empty for statements without a tag.</summary>
    public required string Route { get; init; }

    public required DayTotals Totals { get; init; }

    /// <summary>By minute, or by hour for a day kept by the hour.</summary>
    public required MinuteSeries Minutes { get; init; }
}
