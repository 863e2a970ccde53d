using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Seawall.Peers;

/// <summary>What a bench prints for people.</summary>
internal static class BenchText
{
    public static string List(IEnumerable<IBench> benches) => string.Concat(benches.Select(b => $"  {b.Name,-10} {b.About}\n"));

    public static string ListAsJson(IEnumerable<IBench> benches) =>
        JsonSerializer.Serialize(benches.Select(b => new { b.Name, b.About, b.Packages }), JsonSerializerOptions.Web) + "\n";

    /// <summary>One row a figure, columns as wide as what they hold.</summary>
    public static string Table(ResultsFile results)
    {
        List<string[]> rows = [["figure", "case", "unit", "seawall", "peer", "its value", "ratio"]];
        rows.AddRange(results.Figures.Select(f => (string[])
            [f.Name, f.Case, f.Unit, Number(f.Seawall), f.Peer ?? "", f.PeerValue is { } value ? Number(value) : "", f.Ratio is { } ratio ? Number(ratio) : ""]));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            // Words to the left, numbers to the right.
            text.Append(string.Join("  ", row.Select((cell, c) => c is 3 or 5 or 6 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
        }
        foreach (string note in results.Notes)
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        return text.ToString();
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
