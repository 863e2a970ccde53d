using System.Globalization;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>When a rule holds: between two moments, or every day between two times, from the first up to before the second; one that ends before it begins goes over midnight.</summary>
public sealed record RuleWindow
{
    /// <summary>From this moment on; null for no first.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to before this moment; null for no end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Every day from this time on; null when moments are given.</summary>
    public TimeSpan? DailyFrom { get; init; }

    public TimeSpan? DailyTo { get; init; }

    /// <summary>The zone of the daily times; UTC when unset.</summary>
    public TimeSpan Zone { get; init; }

    public bool Holds(DateTimeOffset now)
    {
        if (DailyFrom is not { } from || DailyTo is not { } to)
            return now >= (From ?? DateTimeOffset.MinValue) && now < (To ?? DateTimeOffset.MaxValue);
        var time = new TimeSpan((now.UtcDateTime.TimeOfDay + Zone + TimeSpan.FromDays(1)).Ticks % TimeSpan.TicksPerDay);
        return from <= to ? time >= from && time < to : time >= from || time < to;
    }

    internal static RuleWindow? Read(Shape match)
    {
        if (match.Object("window") is not { } window)
            return null;
        var (from, to) = (window.Text("from", "", Wrong), window.Text("to", "", Wrong));
        var zone = window.Text("zone", "+00:00", text => TryZone(text, out _) ? null : "a zone such as +08:00");
        if (from.Length == 0 && to.Length == 0)
            window.Fault("", "has neither 'from' nor 'to'");
        var daily = TryTime(from, out var first) | TryTime(to, out var second);
        if (daily && (!TryTime(from, out _) || !TryTime(to, out _)))
            window.Fault("", "must have two times of the day, such as 18:00, or moments only, such as 2026-11-11T00:00:00Z");
        if (window.Has("zone") && !daily)
            window.Fault("zone", "is for times of the day; moments say their own");
        window.End();
        TryZone(zone, out var offset);
        if (daily)
            return new RuleWindow { DailyFrom = first, DailyTo = second, Zone = offset };
        var read = new RuleWindow { From = Moment(from), To = Moment(to) };
        if (read.From >= read.To)
            window.Fault("to", "must be after 'from'");
        return read;
    }

    private static string? Wrong(string text) => text.Length == 0 || TryTime(text, out _) || Moment(text) is not null ? null : "a moment such as 2026-11-11T00:00:00Z or a time of the day such as 18:00";

    private static DateTimeOffset? Moment(string text) =>
        text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static bool TryTime(string text, out TimeSpan time) => TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out time);

    private static bool TryZone(string text, out TimeSpan zone)
    {
        zone = default;
        if (text.Length != 6 || text[0] is not ('+' or '-') || !TryTime(text[1..], out var offset) || offset > TimeSpan.FromHours(14))
            return false;
        zone = text[0] == '-' ? -offset : offset;
        return true;
    }
}
