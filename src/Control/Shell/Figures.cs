using System.Globalization;
using Seawall.Control.Languages;

namespace Seawall.Control.Shell;

/// <summary>Figures as pages show them: few digits, one unit a column.</summary>
internal static class Figures
{
    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: two digits after the point when small, none when large.</summary>
    public static string Rate(double rate) => rate.ToString(rate switch { 0 => "0", < 10 => "0.00", < 100 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture);

    /// <summary>Microseconds as milliseconds.</summary>
    public static string Millis(double micros) => (micros / 1000).ToString(micros switch { 0 => "0", < 10_000 => "0.00", < 100_000 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture);

    /// <summary>Microseconds as seconds.</summary>
    public static string Seconds(double micros) => (micros / 1e6).ToString(micros < 1e8 ? "0.00" : "N0", CultureInfo.InvariantCulture);

    /// <summary>A share of one as per cent.</summary>
    public static string Percent(double share) => (share * 100).ToString(share switch { 0 => "0", < 0.1 => "0.00", _ => "0.0" }, CultureInfo.InvariantCulture) + " %";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GB"),
    };

    /// <summary>A factor such as <c>5.2 ×</c>.</summary>
    public static string Times(double factor) => factor.ToString(factor < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture) + " ×";

    /// <summary>A length of time in its coarsest unit.</summary>
    public static string Span(Texts t, TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => t["unit.s", (long)Math.Max(0, span.TotalSeconds)],
        { TotalMinutes: < 90 } => t["unit.min", (long)span.TotalMinutes],
        { TotalHours: < 48 } => t["unit.h", (long)span.TotalHours],
        _ => t["unit.d", (long)span.TotalDays],
    };
}
