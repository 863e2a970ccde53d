using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>The word behind a line's prefix (PostgreSQL, <c>error_severity</c> and <c>send_message_to_server_log</c> of elog.c).</summary>
internal static class SeverityLabel
{
    private static readonly (byte[] Text, LineLabel Label)[] _labels =
    [
        ("LOG"u8.ToArray(), LineLabel.Severity),
        ("ERROR"u8.ToArray(), LineLabel.Severity),
        ("STATEMENT"u8.ToArray(), LineLabel.Statement),
        ("DETAIL"u8.ToArray(), LineLabel.Detail),
        ("CONTEXT"u8.ToArray(), LineLabel.Context),
        ("HINT"u8.ToArray(), LineLabel.Hint),
        ("FATAL"u8.ToArray(), LineLabel.Severity),
        ("WARNING"u8.ToArray(), LineLabel.Severity),
        ("NOTICE"u8.ToArray(), LineLabel.Severity),
        ("INFO"u8.ToArray(), LineLabel.Severity),
        ("PANIC"u8.ToArray(), LineLabel.Severity),
        ("QUERY"u8.ToArray(), LineLabel.Query),
        ("LOCATION"u8.ToArray(), LineLabel.Location),
        ("BACKTRACE"u8.ToArray(), LineLabel.Backtrace),
    ];

    /// <summary>True when a label, a colon and two blanks stand at <paramref name="at"/>; notes where.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryMatch(ReadOnlySpan<byte> line, int at, LineHead head)
    {
        ReadOnlySpan<byte> rest = line[at..];
        if (rest.StartsWith("LOG:  "u8))
        {
            return Found(at, "LOG".Length, LineLabel.Severity, head);
        }

        foreach ((byte[] text, LineLabel label) in _labels)
        {
            if (rest.StartsWith(text) && rest[text.Length..].StartsWith(":  "u8))
            {
                return Found(at, text.Length, label, head);
            }
        }

        // DEBUG1 to DEBUG5; DEBUG alone before version 14.
        int length = rest.StartsWith("DEBUG"u8) ? (rest.Length > 5 && rest[5] is >= (byte)'1' and <= (byte)'5' ? 6 : 5) : 0;
        return length > 0 && rest[length..].StartsWith(":  "u8) && Found(at, length, LineLabel.Severity, head);
    }

    private static bool Found(int at, int length, LineLabel label, LineHead head)
    {
        head.Label = label;
        head.LabelStart = at;
        head.LabelEnd = at + length;
        head.TextStart = at + length + 3;
        return true;
    }
}
