using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Judging;

/// <summary>
/// What a client is told of a statement the gate refused: an ErrorResponse made once and sent as often as needed. Hard refusals carry 57014 or 0A000, which
/// drivers do not retry; what may be tried again 53000 with the hint <c>retry_after_ms</c> (Npgsql's <c>PostgresException.IsTransient</c> retries class 53).
/// </summary>
internal sealed class StatementRefusal
{
    /// <summary>query_canceled: stopped on purpose; not transient to drivers.</summary>
    public const string Canceled = "57014";

    /// <summary>feature_not_supported: never allowed here; not transient to drivers.</summary>
    public const string Forbidden = "0A000";

    /// <summary>insufficient_resources: may be tried again later; transient to drivers.</summary>
    public const string Busy = "53000";

    private long _told;

    public StatementRefusal(string sqlState, string message, string? hint, string rule)
    {
        (SqlState, Message, Hint, Rule) = (sqlState, message, hint, rule);
        var fields = new StringBuilder().Append("SERROR\0VERROR\0C").Append(sqlState).Append("\0M").Append(message).Append('\0');
        if (hint is not null)
            fields.Append('H').Append(hint).Append('\0');
        fields.Append("Rseawall:").Append(rule).Append("\0\0");
        var text = Encoding.UTF8.GetBytes(fields.ToString());
        Bytes = new byte[5 + text.Length];
        Bytes[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(Bytes.AsSpan(1), 4 + text.Length);
        text.CopyTo(Bytes, 5);
    }

    public string SqlState { get; }

    public string Message { get; }

    public string? Hint { get; }

    /// <summary>The rule or the limit that refused, as it is named where refusals are counted.</summary>
    public string Rule { get; }

    /// <summary>How often a client was told.</summary>
    public long Told => Interlocked.Read(ref _told);

    /// <summary>The ErrorResponse message.</summary>
    public byte[] Bytes { get; }

    /// <summary>A client is told; whoever tells it says so.</summary>
    public void CountTold() => Interlocked.Increment(ref _told);
}
