using System.Buffers.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.MySql;

/// <summary>What a line of a general log tells of.</summary>
internal enum GeneralCommand : byte
{
    None,
    Connect,
    InitDb,
    ChangeUser,
    Quit,
    Query,
    Execute,

    /// <summary>Prepare, Close stmt and so on: about a statement, not its run.</summary>
    AboutStatement,
    Other,
}

/// <summary>
/// One command of a general log: time, thread, command and a text that may span lines (MySQL: sql/log.cc, File_query_log::write_general;
/// MariaDB: MYSQL_QUERY_LOG::write). MariaDB and MySQL before 5.7 leave the time out while its second lasts.
/// </summary>
internal sealed class GeneralRecord
{
    // What opens a line is never longer: a time, a thread of ten digits, the longest command.
    private const int LongestHead = 80;
    private int _searched;

    public int Length { get; private set; }
    public bool IsFileHead { get; private set; }
    public GeneralCommand Command { get; private set; }
    public uint Thread { get; private set; }

    /// <summary>Empty when the second is that of the line before.</summary>
    public Range Time { get; private set; }
    public Range Text { get; private set; }

    public LogScan Scan(ReadOnlySpan<byte> input, bool atEnd, int fileHead, bool unsure)
    {
        IsFileHead = fileHead > 0;
        if (IsFileHead)
        {
            Length = fileHead;
            return LogScan.Complete;
        }

        int text = Head(input, out int time, out uint thread, out GeneralCommand command);
        if (text == 0)
        {
            return !atEnd && (unsure || MayOpen(input)) ? LogScan.NeedMore : LogScan.NoRecord;
        }

        int from = Math.Max(text, _searched);
        while (true)
        {
            int hit = from >= input.Length ? -1 : input[from..].IndexOf((byte)'\n');
            if (hit < 0 || from + hit + 1 == input.Length)
            {
                if (!atEnd)
                {
                    _searched = hit < 0 ? input.Length : from + hit;
                    return LogScan.NeedMore;
                }

                return Finish(time, thread, command, text, hit < 0 ? input.Length : from + hit, input.Length);
            }

            int next = from + hit + 1;
            ReadOnlySpan<byte> line = input[next..];
            if (IsDigit(line[0]) || line[0] == '\t' ? Head(line, out _, out _, out _) > 0 : BeginsServer(line))
            {
                return Finish(time, thread, command, text, next - 1, next);
            }

            if (!atEnd && (MayOpen(line) || (line.Length < 512 && line.IndexOf((byte)'\n') < 0)))
            {
                _searched = next - 1;
                return LogScan.NeedMore;
            }

            from = next;
        }
    }

    private LogScan Finish(int time, uint thread, GeneralCommand command, int text, int end, int length)
    {
        _searched = 0;
        (Time, Thread, Command) = (new Range(0, time), thread, command);
        (Text, Length) = (new Range(Math.Min(text, end), end), length);
        return LogScan.Complete;
    }

    private static bool BeginsServer(ReadOnlySpan<byte> line) =>
        line.IndexOf((byte)'\n') is var end && SlowLogReader.BeginsServer(end < 0 ? line : line[..end]);

    /// <summary>Too short to tell.</summary>
    private static bool MayOpen(ReadOnlySpan<byte> line) =>
        line.Length < LongestHead && (IsDigit(line[0]) || line[0] == '\t') && line.IndexOf((byte)'\n') < 0;

    /// <summary>Where the text behind the command begins; 0 when no command does.</summary>
    private static int Head(ReadOnlySpan<byte> line, out int time, out uint thread, out GeneralCommand command)
    {
        (time, thread, command) = (0, 0, GeneralCommand.None);
        int at;
        if (line.StartsWith("\t\t"u8))
        {
            at = 2;
        }
        else
        {
            time = line[..Math.Min(line.Length, 40)].IndexOf((byte)'\t');
            bool shaped = time == 15 ? line[6] == ' ' && line[9] == ':' : time >= 20 && line[4] == '-' && line[10] == 'T';
            if (!shaped || !IsDigit(line[0]))
            {
                return 0;
            }

            at = time + 1;
        }

        while (at < line.Length && line[at] == ' ')
        {
            at++;
        }

        if (at >= line.Length || !Utf8Parser.TryParse(line[at..], out thread, out int used) || at + used >= line.Length || line[at + used] != ' ')
        {
            return 0;
        }

        at += used + 1;
        int length = line[at..Math.Min(line.Length, at + 24)].IndexOf((byte)'\t');
        command = length < 0 ? GeneralCommand.None : CommandOf(line.Slice(at, length));
        return command == GeneralCommand.None ? 0 : at + length + 1;
    }

    private static GeneralCommand CommandOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("Query"u8))
        {
            return GeneralCommand.Query;
        }

        if (name.SequenceEqual("Execute"u8) || name.SequenceEqual("Bulk_execute"u8))
        {
            return GeneralCommand.Execute;
        }

        return name.SequenceEqual("Prepare"u8) || name.SequenceEqual("Close stmt"u8) || name.SequenceEqual("Reset stmt"u8) || name.SequenceEqual("Long Data"u8)
                || name.SequenceEqual("Fetch"u8) ? GeneralCommand.AboutStatement
            : name.SequenceEqual("Connect"u8) ? GeneralCommand.Connect
            : name.SequenceEqual("Quit"u8) ? GeneralCommand.Quit
            : name.SequenceEqual("Init DB"u8) ? GeneralCommand.InitDb
            : name.SequenceEqual("Change user"u8) ? GeneralCommand.ChangeUser
            : IsOther(name) ? GeneralCommand.Other : GeneralCommand.None;
    }

    // The names of the other commands of the protocol (sql/sql_parse.cc, Command_names).
    private static bool IsOther(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Field List"u8) || name.SequenceEqual("Ping"u8) || name.SequenceEqual("Statistics"u8) || name.SequenceEqual("Reset Connection"u8)
        || name.SequenceEqual("Reset connection"u8) || name.SequenceEqual("Set option"u8) || name.SequenceEqual("Sleep"u8) || name.SequenceEqual("Create DB"u8)
        || name.SequenceEqual("Drop DB"u8) || name.SequenceEqual("Refresh"u8) || name.SequenceEqual("Shutdown"u8) || name.SequenceEqual("Processlist"u8)
        || name.SequenceEqual("Kill"u8) || name.SequenceEqual("Debug"u8) || name.SequenceEqual("Time"u8) || name.SequenceEqual("Delayed insert"u8)
        || name.SequenceEqual("Binlog Dump"u8) || name.SequenceEqual("Binlog Dump GTID"u8) || name.SequenceEqual("Table Dump"u8) || name.SequenceEqual("Connect Out"u8)
        || name.SequenceEqual("Register Slave"u8) || name.SequenceEqual("Register Replica"u8) || name.SequenceEqual("Daemon"u8) || name.SequenceEqual("Error"u8)
        || name.SequenceEqual("clone"u8) || name.SequenceEqual("Group Replication Data Stream subscription"u8);

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;
}
