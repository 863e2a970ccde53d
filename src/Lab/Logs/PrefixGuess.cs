using System.Text;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Logs;

/// <summary>Builds a <c>log_line_prefix</c> from the heads of lines: what looks like a time, a process id or <c>user=</c> becomes its escape.</summary>
internal static partial class PrefixGuess
{
    private static readonly (char Escape, string[] Keys)[] _keys =
    [
        ('u', ["user", "usr"]),
        ('d', ["db", "database", "dbname"]),
        ('a', ["app", "application", "appname", "application_name"]),
        ('h', ["client", "host", "ip", "remote"]),
        ('p', ["pid"]),
        ('c', ["session", "sess"]),
        ('l', ["line"]),
        ('x', ["xid", "txid"]),
        ('v', ["vxid"]),
        ('e', ["state", "sqlstate", "error"]),
        ('i', ["cmd", "tag"]),
        ('Q', ["qid", "query_id"]),
        ('b', ["backend"]),
    ];

    /// <summary>Prefixes that would fit the head, the likelier first.</summary>
    public static IEnumerable<string> Of(string head)
    {
        string guess = Build(head, wordIsApplication: true);
        yield return WithoutSession(guess);
        yield return guess;
        string plain = Build(head, wordIsApplication: false);
        yield return WithoutSession(plain);
        yield return plain;
    }

    /// <summary>Puts <c>%q</c> before the first escape that only sessions have.</summary>
    private static string WithoutSession(string prefix)
    {
        Match session = SessionPart().Match(prefix);
        return session.Success ? prefix.Insert(session.Index, "%q") : prefix;
    }

    private static char EscapeOf(string key) => Array.Find(_keys, k => k.Keys.Contains(key, StringComparer.OrdinalIgnoreCase)).Escape;

    private static string Build(string head, bool wordIsApplication)
    {
        var prefix = new StringBuilder();
        string used = "";
        string Use(char escape)
        {
            used += escape;
            return "%" + escape;
        }

        string Number(Group group)
        {
            char next = "plx".FirstOrDefault(escape => !used.Contains(escape, StringComparison.Ordinal));
            return next == '\0' ? group.Value : Use(next);
        }

        foreach (Match part in Parts().Matches(head))
        {
            GroupCollection groups = part.Groups;
            bool hasTime = used.AsSpan().IndexOfAny('m', 't', 'n') >= 0;
            prefix.Append(
                groups["time"].Success ? Use(hasTime ? 's' : groups["millis"].Success ? 'm' : 't')
                : groups["epoch"].Success ? Use('n')
                : groups["session"].Success ? Use('c')
                : groups["virtual"].Success ? Use('v')
                : groups["key"].Success && EscapeOf(groups["key"].Value) is not '\0' and char escape ? groups["key"].Value + "=" + Use(escape == 'h' && groups["value"].Value.EndsWith(')') ? 'r' : escape)
                : groups["at"].Success ? Use('u') + "@" + Use('d')
                : groups["remote"].Success ? Use('r')
                : groups["address"].Success ? Use('h')
                : groups["state"].Success ? Use('e')
                : groups["number"].Success ? Number(groups["number"])
                : wordIsApplication && groups["word"].Success && used.Contains('u') && used.Contains('d') && !used.Contains('a') ? Use('a')
                : part.Value.Replace("%", "%%", StringComparison.Ordinal));
        }

        return prefix.ToString();
    }

    [GeneratedRegex(
        """
        (?<time>\d{4}-\d\d-\d\d\ \d\d:\d\d:\d\d(?<millis>\.\d{3})?\ (?:[A-Za-z]+|[+-]\d+))
        |(?<epoch>\b\d{10}\.\d{3}\b)
        |(?<session>\b[0-9a-f]{8}\.[0-9a-f]+\b)
        |(?<virtual>\b\d+/\d+\b)
        |(?<key>\b[A-Za-z_]+)=(?<value>\[unknown\]|[^\s,;|\]]*)
        |(?<at>(?:\[unknown\]|[^\s@\[\]:,|]+)@(?:\[unknown\]|[^\s@\[\]:,|]+))
        |(?<remote>(?:\d{1,3}(?:\.\d{1,3}){3}|\[local\]|\blocalhost|::1)\(\d+\))
        |(?<address>\b\d{1,3}(?:\.\d{1,3}){3}\b|\[local\])
        |(?<state>\b(?:00000|(?=[0-9]*[A-Z])[0-9FHPX][0-9A-Z]{4})\b)
        |(?<number>\b\d+\b)
        |(?<word>\[unknown\]|[A-Za-z_][A-Za-z0-9_.]*)
        |.
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\[?(?:[A-Za-z_]+=)?%[udarhi]", RegexOptions.CultureInvariant)]
    private static partial Regex SessionPart();
}
