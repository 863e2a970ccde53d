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
    private const int MostGuessed = 100;
    private const int LongestHead = 512;

    /// <summary>Null when none fits at least half of the lines that bear a severity. A given one only has to fit a line.</summary>
    public static PrefixChoice? Find(ReadOnlySpan<byte> sample, string? given)
    {
        List<LabelledLine> lines = LinesWithLabel(sample);
        if (given is not null)
        {
            // A shell or a configuration file loses the blank at the end easily.
            string[] spellings = [given, given + " ", given.TrimEnd()];
            Candidate spelled = spellings.Select(text => Candidate.Of(text, "given", lines, plainNames: false)).MaxBy(c => c.Fits)!;
            return spelled.Fits == 0 ? null : new PrefixChoice([spelled.Prefix], spelled.Origin);
        }

        var candidates = new List<Candidate>();
        var tried = new HashSet<string>(StringComparer.Ordinal);
        void Try(IEnumerable<string> prefixes, string origin)
        {
            foreach (string prefix in prefixes)
            {
                if (tried.Add(prefix) && Candidate.Of(prefix, origin, lines, plainNames: true) is { Prefix.HasTime: true } candidate)
                {
                    candidates.Add(candidate);
                }
            }
        }

        Try(SetIn(sample), "set in the log");
        Try(KnownPrefixes.All, "known");
        Try(Guesses(lines), "inferred");
        Candidate best = candidates.MaxBy(c => c.Fits)!;
        return best.Fits == 0 || best.Fits * 2 < lines.Count
            ? null
            : new PrefixChoice([best.Prefix, .. candidates.Where(c => c != best && c.Fits > 0).OrderByDescending(c => c.Fits).Select(c => c.Prefix).Take(5)], best.Origin);
    }

    /// <summary>Prefixes that the log itself says were set.</summary>
    private static string[] SetIn(ReadOnlySpan<byte> sample)
    {
        if (!Mentions(sample, "log_line_prefix"u8))
        {
            return [];
        }

        string text = Encoding.Latin1.GetString(sample);
        return [.. Settings().Matches(text).Select(m => (m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value.Replace("''", "'", StringComparison.Ordinal)).Distinct().Take(20)];
    }

    // In any case of its letters; looked for by its last one, which is rare.
    private static bool Mentions(ReadOnlySpan<byte> sample, ReadOnlySpan<byte> word)
    {
        byte last = word[^1];
        for (int at = 0; ; at++)
        {
            int hit = sample[at..].IndexOfAny(last, (byte)(last ^ 0x20));
            if (hit < 0)
            {
                return false;
            }

            at += hit;
            if (at + 1 >= word.Length && Ascii.EqualsIgnoreCase(sample.Slice(at + 1 - word.Length, word.Length), word))
            {
                return true;
            }
        }
    }

    // What most lines have some of them have: a few, evenly chosen, show it.
    private static string[] Guesses(List<LabelledLine> lines)
    {
        var guesses = new List<string>();
        var heads = new HashSet<string>(StringComparer.Ordinal);
        int step = Math.Max(1, lines.Count / MostGuessed);
        for (int i = 0; i < lines.Count && guesses.Count < MostGuesses; i += step)
        {
            string head = Encoding.Latin1.GetString(lines[i].Line, 0, lines[i].Head);
            if (heads.Add(head))
            {
                guesses.AddRange(PrefixGuess.Of(head));
            }
        }

        return [.. guesses];
    }

    private static List<LabelledLine> LinesWithLabel(ReadOnlySpan<byte> sample)
    {
        var lines = new List<LabelledLine>();
        var head = new LineHead();
        while (!sample.IsEmpty && lines.Count < MostLines)
        {
            int end = sample.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? sample : sample[..end];
            sample = end < 0 ? default : sample[(end + 1)..];
            for (int at = 0; at < Math.Min(line.Length, LongestHead) && line[0] != '\t'; at++)
            {
                if (char.IsAsciiLetterUpper((char)line[at]) && SeverityLabel.TryMatch(line, at, head))
                {
                    lines.Add(new LabelledLine(line[..Math.Min(line.Length, LongestHead + 32)].ToArray(), at));
                    break;
                }
            }
        }

        return lines;
    }

    /// <summary>A line whose head, as many bytes, stands before a severity or label.</summary>
    private sealed record LabelledLine(byte[] Line, int Head);

    /// <summary>A prefix, how it was come by, and how many lines it fits.</summary>
    private sealed record Candidate(LinePrefix Prefix, string Origin, int Fits)
    {
        /// <summary>With plain names only those lines count whose user and database hold no blank or separator, which would be other fields swallowed.</summary>
        public static Candidate Of(string text, string origin, List<LabelledLine> lines, bool plainNames)
        {
            var prefix = new LinePrefix(text);
            var head = new LineHead();
            int fits = 0;
            foreach (LabelledLine labelled in lines)
            {
                byte[] line = labelled.Line;
                fits += prefix.TryMatch(line, head) && (!plainNames || (IsPlain(head.Of('u', line)) && IsPlain(head.Of('d', line)) && IsPlain(head.Of('h', line)) && IsPlain(head.Of('r', line)))) ? 1 : 0;
                head.Clear();
            }

            return new Candidate(prefix, origin, fits);
        }
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) => name.IndexOfAny(" ,;|=["u8) < 0;

    [GeneratedRegex("""(?:parameter "log_line_prefix" changed to "([^"\n]*)")|(?:log_line_prefix\s*(?:=|TO)\s*'((?:[^'\n]|'')*)')""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Settings();
}
