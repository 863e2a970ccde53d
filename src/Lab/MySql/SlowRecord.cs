using System.Buffers.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.MySql;

/// <summary>
/// One statement of a slow log: lines that begin with <c>#</c>, maybe <c>use db;</c>, <c>SET timestamp=…;</c>, and the text up to a semicolon behind which
/// the next record, the head of a restarted server, or the end follows (MySQL: sql/log.cc, File_query_log::write_slow; MariaDB: MYSQL_QUERY_LOG::write).
/// A text that holds such a head itself, <c># Time</c> and <c># User@Host</c> at the start of lines behind <c>;</c>, is cut there; nothing tells it apart.
/// </summary>
internal sealed class SlowRecord
{
    private static ReadOnlySpan<byte> NextHead => "\n# User@Host: "u8;

    private int _searched;

    public int Length { get; private set; }

    /// <summary>The record is a line of a server's start.</summary>
    public bool IsFileHead { get; private set; }

    /// <summary>Micros of <c># Time</c>; -1 without one.</summary>
    public long Time { get; private set; }
    public bool TimeHasZone { get; private set; }

    /// <summary>Micros of <c>SET timestamp</c>; -1 without one.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Micros of <c>Start:</c> (<c>log_slow_extra</c>); -1 without one.</summary>
    public long Start { get; private set; }
    public long QueryMicros { get; private set; }
    public long LockMicros { get; private set; }
    public long RowsSent { get; private set; }
    public long RowsExamined { get; private set; }
    public long RowsAffected { get; private set; }
    public uint Thread { get; private set; }
    public uint Error { get; private set; }
    public uint Killed { get; private set; }

    /// <summary>MariaDB's head tells the query cache beside the thread.</summary>
    public bool IsMariaDb { get; private set; }
    public bool HasSchema { get; private set; }
    public Range Schema { get; private set; }
    public Range User { get; private set; }
    public Range Host { get; private set; }

    /// <summary>The database of a <c>use</c> in front of the statement; empty without one.</summary>
    public Range Use { get; private set; }
    public Range Sql { get; private set; }

    public LogScan Scan(ReadOnlySpan<byte> input, bool atEnd, int fileHead, bool unsure)
    {
        IsFileHead = fileHead > 0;
        if (IsFileHead)
        {
            Length = fileHead;
            return LogScan.Complete;
        }

        if (!Opens(input))
        {
            return !atEnd && (unsure || (input.Length < 16 && input[0] == '#')) ? LogScan.NeedMore : LogScan.NoRecord;
        }

        Clear();
        LogScan scan = ScanHead(input, atEnd, out int at);
        if (scan == LogScan.Complete)
        {
            at = ScanSettings(input, at);
            scan = ScanStatement(input, at, atEnd);
        }

        if (scan != LogScan.NeedMore)
        {
            _searched = 0;
        }

        return scan;
    }

    private static bool Opens(ReadOnlySpan<byte> line) =>
        line.StartsWith("# User@Host: "u8) || line.StartsWith("# Time: "u8) || line.StartsWith("# Query_time: "u8);

    private void Clear()
    {
        Time = Timestamp = Start = QueryMicros = LockMicros = RowsSent = RowsExamined = RowsAffected = -1;
        Thread = Error = Killed = 0;
        TimeHasZone = IsMariaDb = HasSchema = false;
        Schema = User = Host = Use = Sql = default;
    }

    private LogScan ScanHead(ReadOnlySpan<byte> input, bool atEnd, out int at)
    {
        at = 0;
        while (true)
        {
            if (at >= input.Length)
            {
                return atEnd ? LogScan.Unended : LogScan.NeedMore;
            }

            if (input[at] != '#')
            {
                return QueryMicros >= 0 ? LogScan.Complete : LogScan.Broken;
            }

            int end = input[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return atEnd ? LogScan.Unended : LogScan.NeedMore;
            }

            ReadOnlySpan<byte> line = input.Slice(at, end);
            if (QueryMicros >= 0 && line.StartsWith("# administrator command: "u8))
            {
                return LogScan.Complete;
            }

            if (at > 0 && Opens(line) && (line[2] == 'T' || (line[2] == 'U' ? !User.Equals(default) : QueryMicros >= 0)))
            {
                // The head of the next record, before this one was whole.
                return LogScan.Broken;
            }

            ReadLine(line, at);
            at += end + 1;
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line, int at)
    {
        if (line.Length < 8)
        {
            return;
        }

        switch (line[2])
        {
            case (byte)'T' when line.StartsWith("# Time: "u8):
                if (MySqlTime.TryParse(line[8..], out long time, out bool hasZone))
                {
                    (Time, TimeHasZone) = (time, hasZone);
                }

                break;
            case (byte)'U' when line.StartsWith("# User@Host: "u8):
                ReadUser(line, at);
                break;
            case (byte)'Q' when line[3] == 'u':
            case (byte)'T' when line[3] == 'h':
            case (byte)'S' when line[3] == 'c':
            case (byte)'R':
                ReadFigures(line, at);
                break;
        }
    }

    /// <summary><c># User@Host: granted[login] @ host [ip]  Id: 12</c>; the login says who it was.</summary>
    private void ReadUser(ReadOnlySpan<byte> line, int at)
    {
        const int first = 13;
        int close = line.IndexOf("] @ "u8);
        int open = close < 0 ? -1 : line[..close].LastIndexOf((byte)'[');
        if (open < first)
        {
            return;
        }

        User = open + 1 < close ? new Range(at + open + 1, at + close) : new Range(at + first, at + open);
        int host = close + 4;
        int bracket = line[host..].IndexOf((byte)'[');
        if (bracket < 0)
        {
            return;
        }

        int name = host + line[host..(host + bracket)].TrimEnd((byte)' ').Length;
        int ip = host + bracket + 1;
        int ipLength = line[ip..].IndexOf((byte)']');
        Host = name > host ? new Range(at + host, at + name) : new Range(at + ip, at + ip + Math.Max(0, ipLength));
        int id = line[ip..].IndexOf("Id:"u8);
        if (id >= 0 && Utf8Parser.TryParse(line[(ip + id + 3)..].TrimStart((byte)' '), out uint thread, out _))
        {
            Thread = thread;
        }
    }

    /// <summary><c># Query_time: 0.000123  Lock_time: 0.000010 Rows_sent: 1 …</c>: names with a colon, values up to a blank.</summary>
    private void ReadFigures(ReadOnlySpan<byte> line, int at)
    {
        int from = 2;
        while (from < line.Length)
        {
            if (line[from] == ' ')
            {
                from++;
                continue;
            }

            int colon = line[from..].IndexOf((byte)':');
            if (colon < 0)
            {
                return;
            }

            ReadOnlySpan<byte> name = line.Slice(from, colon);
            int value = Math.Min(from + colon + 2, line.Length);
            int length = line[value..].IndexOf((byte)' ');
            length = length < 0 ? line.Length - value : length;
            Keep(name, line.Slice(value, length), at + value);
            from = value + length;
        }
    }

    private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int at)
    {
        switch (name.Length)
        {
            case 10 when name.SequenceEqual("Query_time"u8):
                QueryMicros = Micros(value);
                break;
            case 9 when name.SequenceEqual("Lock_time"u8):
                LockMicros = Micros(value);
                break;
            case 9 when name.SequenceEqual("Rows_sent"u8):
                RowsSent = Number(value);
                break;
            case 13 when name.SequenceEqual("Rows_examined"u8):
                RowsExamined = Number(value);
                break;
            case 13 when name.SequenceEqual("Rows_affected"u8):
                RowsAffected = Number(value);
                break;
            case 9 when name.SequenceEqual("Thread_id"u8):
                Thread = (uint)Math.Max(0, Number(value));
                break;
            case 6 when name.SequenceEqual("Schema"u8):
                (HasSchema, Schema) = (true, new Range(at, at + value.Length));
                break;
            case 6 when name.SequenceEqual("QC_hit"u8):
                IsMariaDb = true;
                break;
            case 5 when name.SequenceEqual("Errno"u8):
            case 10 when name.SequenceEqual("Last_errno"u8):
                Error = (uint)Math.Max(0, Number(value));
                break;
            case 6 when name.SequenceEqual("Killed"u8):
                Killed = (uint)Math.Max(0, Number(value));
                break;
            case 5 when name.SequenceEqual("Start"u8) && MySqlTime.TryParse(value, out long start, out bool hasZone) && hasZone:
                Start = start;
                break;
        }
    }

    private static long Micros(ReadOnlySpan<byte> value) => MySqlTime.TryDecimal(value, out long micros) ? micros : -1;

    private static long Number(ReadOnlySpan<byte> value) => Utf8Parser.TryParse(value, out long number, out _) && number >= 0 ? number : -1;

    /// <summary>What the server sets in front of a statement; a <c>use</c> that no timestamp follows is the statement itself.</summary>
    private int ScanSettings(ReadOnlySpan<byte> input, int at)
    {
        int after = at;
        Range use = default;
        if (input[at..].StartsWith("use "u8) && Line(input, at) is var useEnd && useEnd > 0 && input[useEnd - 1] == ';')
        {
            (int start, int end) = (at + 4, useEnd - 1);
            if (end - start >= 2 && input[start] == '`' && input[end - 1] == '`')
            {
                (start, end) = (start + 1, end - 1);
            }

            use = new Range(start, end);
            after = useEnd + 1;
        }

        if (after >= input.Length || !input[after..].StartsWith("SET "u8) || Line(input, after) is not (var setEnd and > 0) || input[setEnd - 1] != ';')
        {
            return at;
        }

        ReadOnlySpan<byte> settings = input[after..(setEnd - 1)];
        int label = settings.IndexOf("timestamp="u8);
        if (label < 0 || !MySqlTime.TryDecimal(settings[(label + 10)..], out long timestamp))
        {
            return at;
        }

        Timestamp = timestamp;
        Use = use;
        return setEnd + 1;
    }

    /// <summary>Where the line's end is; 0 when it is not read yet.</summary>
    private static int Line(ReadOnlySpan<byte> input, int at) => input[at..].IndexOf((byte)'\n') is var end && end > 0 ? at + end : 0;

    private LogScan ScanStatement(ReadOnlySpan<byte> input, int at, bool atEnd)
    {
        int from = Math.Max(at, _searched);
        int lastEnd = -1;
        while (true)
        {
            int hit = from >= input.Length ? -1 : input[from..].IndexOf(";\n"u8);
            if (hit < 0)
            {
                if (atEnd && input[^1] == ';' && input.Length > at)
                {
                    return Finish(at, input.Length - 1, input.Length);
                }

                _searched = lastEnd < 0 ? Math.Max(at, input.Length - 1) : lastEnd;
                return atEnd ? LogScan.Unended : LogScan.NeedMore;
            }

            int end = from + hit;
            if (input[Math.Max(at, from - NextHead.Length)..end].IndexOf(NextHead) >= 0)
            {
                // Damage hides where this text ended; the record whose head stands here is whole again.
                return lastEnd < 0 ? LogScan.Broken : Finish(at, lastEnd, lastEnd + 2);
            }

            switch (Follows(input[(end + 2)..], atEnd, out int blank))
            {
                case true:
                    return Finish(at, end, end + 2 + blank);
                case null:
                    _searched = lastEnd < 0 ? end : lastEnd;
                    return LogScan.NeedMore;
                default:
                    (from, lastEnd) = (end + 2, end);
                    break;
            }
        }
    }

    private LogScan Finish(int from, int to, int length)
    {
        Sql = new Range(Math.Min(from, to), to);
        Length = length;
        return LogScan.Complete;
    }

    /// <summary>True when a record or a server's start begins here, null when more has to be read to tell.</summary>
    private static bool? Follows(ReadOnlySpan<byte> rest, bool atEnd, out int blank)
    {
        const int enough = 512;
        blank = rest.Length;
        rest = rest.TrimStart((byte)'\n');
        blank -= rest.Length;
        bool unsure = !atEnd && rest.Length < enough;
        if (rest.IsEmpty)
        {
            return atEnd ? true : null;
        }

        if (rest[0] == '#')
        {
            if (rest.StartsWith("# User@Host: "u8) || rest.StartsWith("# Query_time: "u8))
            {
                return true;
            }

            if (!rest.StartsWith("# Time: "u8))
            {
                return unsure && rest.Length < 14 ? null : false;
            }

            int second = rest.IndexOf((byte)'\n') + 1;
            return second > 0 && (rest[second..].StartsWith("# User@Host: "u8) || rest[second..].StartsWith("# Query_time: "u8)) ? true
                : unsure && (second == 0 || rest.Length < second + 14) ? null : false;
        }

        int line = rest[..Math.Min(rest.Length, enough)].IndexOf((byte)'\n');
        return line < 0 ? (unsure ? null : false) : SlowLogReader.BeginsServer(rest[..line]);
    }
}
