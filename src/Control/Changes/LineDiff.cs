using System.Text.Json;

namespace Seawall.Control.Changes;

/// <summary>What became of a value, line by line of its indented JSON: kept (<c> </c>), taken out (<c>-</c>), put in (<c>+</c>).</summary>
internal static class LineDiff
{
    private const int MostLines = 400;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines of a change with at most two kept ones around each; a null value has none.</summary>
    public static IReadOnlyList<(char Kind, string Text)> Of(string? before, string? after)
    {
        var (a, b) = (Lines(before), Lines(after));
        return a.Length > MostLines || b.Length > MostLines
            ? [.. a.Take(MostLines).Select(line => ('-', line)), .. b.Take(MostLines).Select(line => ('+', line))]
            : Near(Walk(a, b, Common(a, b)));
    }

    private static string[] Lines(string? json)
    {
        if (json is null)
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, Indented).Split('\n');
        }
        catch (JsonException)
        {
            return json.Split('\n');
        }
    }

    // The longest common subsequence from each pair of places on, by dynamic programming.
    private static int[,] Common(string[] a, string[] b)
    {
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }
        return longest;
    }

    private static List<(char Kind, string Text)> Walk(string[] a, string[] b, int[,] longest)
    {
        var lines = new List<(char, string)>();
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add((' ', a[i++]));
                j++;
            }
            else if (i < a.Length && (j == b.Length || longest[i + 1, j] >= longest[i, j + 1]))
            {
                lines.Add(('-', a[i++]));
            }
            else
            {
                lines.Add(('+', b[j++]));
            }
        }
        return lines;
    }

    private static List<(char Kind, string Text)> Near(List<(char Kind, string Text)> lines)
    {
        const int Around = 2;
        return [.. lines.Where((_, i) => Enumerable.Range(Math.Max(0, i - Around), Math.Min(lines.Count, i + Around + 1) - Math.Max(0, i - Around)).Any(near => lines[near].Kind != ' '))];
    }
}
