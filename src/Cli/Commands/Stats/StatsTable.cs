using System.Globalization;

namespace Seawall.Cli;

/// <summary>Statistics as a table for a terminal: figures first, the long text last.</summary>
internal static class StatsTable
{
    private const int LongestText = 100;

    public static void Write(TextWriter output, IEnumerable<StatLine> lines)
    {
        output.WriteLine("     calls       rows   errors    total s    p50 ms    p99 ms    max ms  what");
        foreach (StatLine line in lines)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Calls,10} {line.Rows,10} {line.Errors,8} {line.Latency.Sum / 1e6,10:0.000} {Millis(line, 0.5),9:0.000} {Millis(line, 0.99),9:0.000} {line.Latency.Max / 1e3,9:0.000}  {What(line)}"));
        }
    }

    private static double Millis(StatLine line, double quantile) => line.Latency.ValueAt(quantile) / 1e3;

    private static double Share(StatLine part, StatLine whole) => 100.0 * part.Latency.Sum / Math.Max(1, whole.Latency.Sum);

    private static string What(StatLine line)
    {
        string who = string.Join('/', new[] { line.Business, line.Role }.Where(part => part is { Length: > 0 }));
        string text = line.Table ?? line.Sql?.ReplaceLineEndings(" ") ?? "";
        if (text.Length > LongestText)
        {
            text = text[..LongestText] + "…";
        }
        if (line.Businesses is { Count: > 0 } businesses)
        {
            // Whose time it was, so that a stranger at a table is seen at once.
            text += $"  ({string.Join(", ", businesses.Select(business => string.Create(CultureInfo.InvariantCulture, $"{business.Business} {Share(business, line):0} %")))})";
        }
        string what = $"{who}  {text}".Trim();
        return what.Length > 0 ? what : "(none)";
    }
}
