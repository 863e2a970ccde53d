using System.Text;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Logs;

/// <summary>The prefixes to read a stderr log by, the best first, and how the best was come by.</summary>
internal sealed record PrefixChoice(IReadOnlyList<LinePrefix> Prefixes, string Origin);

/// <summary>Finds the <c>log_line_prefix</c> that fits the most lines of a sample.</summary>
internal static partial class PrefixFinder
{
    private const int MostLines = 2000;
    private const int MostGuesses = 200;
    private const int LongestHead = 512;

    /// <summary>Null when none fits at least half of the lines that bear a severity. A given one only has to fit a line.</summary>
    public static PrefixChoice? Find(ReadOnlySpan<byte> sample, string? given)
    {
        List<(byte[] Line, int Head)> lines = LinesWithLabel(sample);
        if (given is not null)
        {
            // A shell or a configuration file loses the blank at the end easily.
            string[] spellings = [given, given + " ", given.TrimEnd()];
            (LinePrefix prefix, int fits) = spellings.Select(text => new LinePrefix(text)).Select(prefix => (prefix, Fitting(prefix, lines, plainNames: false))).MaxBy(c => c.Item2);
            return fits == 0 ? null : new PrefixChoice([prefix], "given");
        }

        string text = Encoding.Latin1.GetString(sample);
        string[] set = [.. Settings().Matches(text).Select(m => (m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value.Replace("''", "'", StringComparison.Ordinal)).Distinct().Take(20)];
        string[] guesses = [.. lines.SelectMany(l => PrefixGuess.Of(Encoding.Latin1.GetString(l.Line, 0, l.Head))).Distinct().Take(MostGuesses)];
        (LinePrefix Prefix, string Origin, int Fits)[] candidates =
        [
            .. set.Select(p => (p, "set in the log")).Concat(KnownPrefixes.All.Select(p => (p, "known"))).Concat(guesses.Select(p => (p, "inferred")))
                .DistinctBy(c => c.p).Select(c => (Prefix: new LinePrefix(c.p), c.Item2)).Where(c => c.Prefix.HasTime)
                .Select(c => (c.Prefix, c.Item2, Fitting(c.Prefix, lines, plainNames: true))),
        ];
        (LinePrefix Prefix, string Origin, int Fits) best = candidates.MaxBy(c => c.Fits);
        return best.Fits == 0 || best.Fits * 2 < lines.Count
            ? null
            : new PrefixChoice([best.Prefix, .. candidates.Where(c => c.Prefix != best.Prefix && c.Fits > 0).OrderByDescending(c => c.Fits).Select(c => c.Prefix).Take(5)], best.Origin);
    }

    private static List<(byte[] Line, int Head)> LinesWithLabel(ReadOnlySpan<byte> sample)
    {
        var lines = new List<(byte[], int)>();
        var head = new LineHead();
        foreach (Range range in sample.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = sample[range];
            if (lines.Count == MostLines)
            {
                break;
            }

            for (int at = 0; at < Math.Min(line.Length, LongestHead) && line[0] != '\t'; at++)
            {
                if (char.IsAsciiLetterUpper((char)line[at]) && SeverityLabel.TryMatch(line, at, head))
                {
                    lines.Add((line[..Math.Min(line.Length, LongestHead + 32)].ToArray(), at));
                    break;
                }
            }
        }

        return lines;
    }

    /// <summary>How many lines fit; with plain names only those whose user and database hold no blank or separator, which would be other fields swallowed.</summary>
    private static int Fitting(LinePrefix prefix, List<(byte[] Line, int Head)> lines, bool plainNames)
    {
        var head = new LineHead();
        int fits = 0;
        foreach ((byte[] line, int _) in lines)
        {
            fits += prefix.TryMatch(line, head) && (!plainNames || (IsPlain(head.Of('u', line)) && IsPlain(head.Of('d', line)) && IsPlain(head.Of('h', line)) && IsPlain(head.Of('r', line)))) ? 1 : 0;
            head = new LineHead();
        }

        return fits;
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) => name.IndexOfAny(" ,;|=["u8) < 0;

    [GeneratedRegex("""(?:parameter "log_line_prefix" changed to "([^"\n]*)")|(?:log_line_prefix\s*(?:=|TO)\s*'((?:[^'\n]|'')*)')""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Settings();
}
