using System.Globalization;

namespace Seawall.Lab.Http.Recorded;

/// <summary>Lines of nginx's and Apache's access logs in the common or combined form: <c>host - user [time] "request" status bytes "referer" "agent"</c>.</summary>
internal static class AccessLog
{
    private const string Time = "dd/MMM/yyyy:HH:mm:ss zzz";

    /// <summary>The line's request; null when it has none, as for a broken connection (<c>"-"</c>).</summary>
    public static RecordedRequest? Parse(string line)
    {
        int open = line.IndexOf('[', StringComparison.Ordinal);
        int close = open < 0 ? -1 : line.IndexOf(']', open);
        int quote = close < 0 ? -1 : line.IndexOf('"', close);
        int end = quote < 0 ? -1 : EndOfQuoted(line, quote + 1);
        if (end < 0 || !TryTime(line[(open + 1)..close], out DateTimeOffset time))
        {
            return null;
        }

        string[] request = line[(quote + 1)..end].Split(' ');
        if (request.Length < 2 || !IsMethod(request[0]) || !request[1].StartsWith('/'))
        {
            return null;
        }

        string? agent = Quoted(line, end + 1, 2);
        return new RecordedRequest((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Exact: false, request[0], Unescape(request[1]))
        {
            Headers = agent is null or "-" ? [] : [new("User-Agent", agent)],
        };
    }

    internal static bool IsMethod(string text) => text.Length is > 0 and < 20 && text.All(char.IsAsciiLetterUpper);

    // "+02:00" is what a parser takes, "+0200" is what a server writes.
    private static bool TryTime(string text, out DateTimeOffset time)
    {
        string zoned = text.Length > 5 && text[^5] is '+' or '-' ? text[..^2] + ":" + text[^2..] : text;
        return DateTimeOffset.TryParseExact(zoned, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    private static string? Quoted(string line, int from, int which)
    {
        for (int at = from; which > 0; which--)
        {
            int open = line.IndexOf('"', at);
            int close = open < 0 ? -1 : EndOfQuoted(line, open + 1);
            if (close < 0)
            {
                return null;
            }

            if (which == 1)
            {
                return Unescape(line[(open + 1)..close]);
            }

            at = close + 1;
        }

        return null;
    }

    private static int EndOfQuoted(string line, int from)
    {
        for (int i = from; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == '"')
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Servers write what could break a line as <c>\xHH</c>; sent again it goes as a percent escape, and never as the byte itself.</summary>
    private static string Unescape(string text) => text.Replace("\\x", "%", StringComparison.Ordinal).Replace("\\\"", "%22", StringComparison.Ordinal);
}
