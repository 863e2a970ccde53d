using System.Globalization;

namespace Seawall.Kernel;

/// <summary>Durations as people type them: a number and a unit, <c>250ms</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>, <c>2d</c>.</summary>
public static class DurationText
{
    /// <summary>Reads a duration; false when it is not a number from 0 up followed by ms, s, m, h or d.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var unitAt = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (unitAt is < 1 or > 12)
            return false;
        var number = long.Parse(text.AsSpan(0, unitAt), NumberStyles.None, CultureInfo.InvariantCulture);
        long? milliseconds = text[unitAt..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        if (milliseconds is not { } factor || number > (long)TimeSpan.MaxValue.TotalMilliseconds / factor)
            return false;
        duration = TimeSpan.FromMilliseconds(number * factor);
        return true;
    }

    /// <summary>The short form: <c>1h 05m</c>, <c>12m 30s</c>, <c>4.2s</c>, <c>180ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var d = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        return d switch
        {
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{d.TotalMilliseconds:0}ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{d.TotalSeconds:0.#}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{d.Minutes}m {d.Seconds:00}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{d.Hours}h {d.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)d.TotalDays}d {d.Hours:00}h"),
        };
    }
}
