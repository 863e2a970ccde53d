using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>What a log message says of a statement.</summary>
internal enum StatementMessageKind : byte
{
    Other,
    Parse,
    Bind,
    Execute,
    Fetch,
    Statement,
    Function,
    BareDuration,
}

/// <summary>
/// A message of <c>log_min_duration_statement</c>, <c>log_duration</c> or <c>log_statement</c>, taken apart:
/// <c>duration: 0.455 ms  execute NAME/PORTAL: SQL</c>, with the time missing (-1) or alone.
/// </summary>
internal readonly ref struct StatementMessage
{
    public StatementMessageKind Kind { get; private init; }
    public long DurationMicros { get; private init; }
    public ReadOnlySpan<byte> Sql { get; private init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StatementMessage Read(ReadOnlySpan<byte> message)
    {
        long micros = -1;
        if (message.StartsWith("duration: "u8))
        {
            message = message["duration: "u8.Length..];
            if (!TryMillis(ref message, out micros))
            {
                return default;
            }

            if (message.IsEmpty)
            {
                return new StatementMessage { Kind = StatementMessageKind.BareDuration, DurationMicros = micros };
            }

            if (!message.StartsWith("  "u8))
            {
                return default;
            }

            message = message[2..];
        }

        if (message.StartsWith("statement: "u8))
        {
            return new StatementMessage { Kind = StatementMessageKind.Statement, DurationMicros = micros, Sql = message["statement: "u8.Length..] };
        }

        if (message.StartsWith("fastpath function call: "u8))
        {
            return new StatementMessage { Kind = StatementMessageKind.Function, DurationMicros = micros, Sql = message };
        }

        StatementMessageKind kind = message.StartsWith("execute fetch from "u8) ? StatementMessageKind.Fetch
            : message.StartsWith("execute "u8) ? StatementMessageKind.Execute
            : micros < 0 ? StatementMessageKind.Other
            : message.StartsWith("parse "u8) ? StatementMessageKind.Parse
            : message.StartsWith("bind "u8) ? StatementMessageKind.Bind
            : StatementMessageKind.Other;
        int colon = kind == StatementMessageKind.Other ? -1 : message.IndexOf(": "u8);
        return colon < 0 ? default : new StatementMessage { Kind = kind, DurationMicros = micros, Sql = message[(colon + 2)..] };
    }

    /// <summary>Takes <c>0.455 ms</c> off the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryMillis(ref ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        int at = 0;
        int decimals = -1;
        for (; at < text.Length; at++)
        {
            byte b = text[at];
            if ((uint)(b - '0') <= 9)
            {
                if (decimals < 3)
                {
                    micros = (micros * 10) + (b - '0');
                    decimals += decimals >= 0 ? 1 : 0;
                }
            }
            else if (b == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        for (decimals = Math.Max(0, decimals); decimals < 3; decimals++)
        {
            micros *= 10;
        }

        if (at == 0 || !text[at..].StartsWith(" ms"u8))
        {
            return false;
        }

        text = text[(at + 3)..];
        return true;
    }
}
