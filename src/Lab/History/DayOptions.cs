namespace Seawall.Lab.History;

/// <summary>What days are built from a log, and how much of one is kept apart.</summary>
public sealed record DayOptions
{
    /// <summary>The site whose traffic it is.</summary>
    public string Site { get; init; } = "local";

    /// <summary>How far midnight lies ahead of that of UTC; unset, that of UTC.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>Build only this day and leave out what lies outside; unset, every day met.</summary>
    public DateOnly? Only { get; init; }

    /// <summary>Statements told apart in a day, 1..1000000; those met later count together as <see cref="DayFingerprint.Others"/>.</summary>
    public int MostFingerprints { get; init; } = 5_000;

    /// <summary>Days that may be built at once, 1..400; an event of one more is a fault of the input.</summary>
    public int MostDays { get; init; } = 62;
}
