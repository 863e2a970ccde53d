using System.Globalization;

namespace Seawall.Lab.Pulling;

/// <summary>A day as the site counts its days: from midnight to midnight at an offset from UTC.</summary>
public readonly record struct LogDay(DateOnly Date, TimeSpan Offset)
{
    public DateTimeOffset Start => new(Date.ToDateTime(TimeOnly.MinValue), Offset);

    public DateTimeOffset End => Start.AddDays(1);

    /// <summary>The date as files and folders carry it: <c>2026-11-10</c>.</summary>
    public string Name => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day before the one that the moment lies in.</summary>
    public static LogDay Before(DateTimeOffset moment, TimeSpan offset) => Of(moment, offset).Plus(-1);

    public static LogDay Of(DateTimeOffset moment, TimeSpan offset) => new(DateOnly.FromDateTime(moment.ToOffset(offset).DateTime), offset);

    public LogDay Plus(int days) => this with { Date = Date.AddDays(days) };

    /// <summary>True for a moment of this day, in unix microseconds.</summary>
    public bool Contains(long micros) =>
        micros >= Start.ToUnixTimeMilliseconds() * 1000 && micros < End.ToUnixTimeMilliseconds() * 1000;
}
