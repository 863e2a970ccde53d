using Seawall.Lab.Logs;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.MySql;

/// <summary>Reads a log of MySQL, MariaDB or Percona Server as statement events: keeps its place through damage, accounts for every byte, allocates nothing per record.</summary>
public abstract class MySqlLogReader : EventSource
{
    private readonly LogBuffer _log;
    private bool _again;

    private protected MySqlLogReader(Stream input, SqlDialect dialect, int bufferSize)
    {
        _log = new LogBuffer(input, bufferSize, Tally);
        Dialect = dialect;
    }

    public override string Origin => Format;

    public override SqlDialect Dialect { get; }

    public override bool TryRead(out LogEvent next)
    {
        while (true)
        {
            if (!_again && !FindRecord())
            {
                bool released = TryReleaseLast(out next);
                Tally.Events += released ? 1 : 0;
                return released;
            }

            RecordMeaning meaning = Interpret(_log.Rest[..Length], out next);
            _again = meaning == RecordMeaning.HeldEventFirst;
            if (_again)
            {
                Tally.Events++;
                return true;
            }

            _log.Take(Length);
            Tally.Records++;
            if (meaning == RecordMeaning.Other)
            {
                Tally.BytesOfOthers += Length;
                continue;
            }

            Tally.BytesOfStatements += Length;
            if (meaning == RecordMeaning.Event)
            {
                Tally.Events++;
                return true;
            }
        }
    }

    public override void Dispose() => _log.Dispose();

    /// <summary>Bytes of the record scanned last.</summary>
    private protected int Length { get; set; }

    /// <summary>Finds the bounds of the record at the front of the input.</summary>
    private protected abstract LogScan Scan(ReadOnlySpan<byte> input, bool atEnd);

    /// <summary>What the record scanned last says.</summary>
    private protected abstract RecordMeaning Interpret(ReadOnlySpan<byte> record, out LogEvent next);

    /// <summary>After the last record: what was still held, one a call.</summary>
    private protected virtual bool TryReleaseLast(out LogEvent next)
    {
        next = default;
        return false;
    }

    /// <summary>
    /// The three lines a server writes when it starts or opens its log; the length of the one at the front with its line end, or 0.
    /// </summary>
    private protected static int FileHead(ReadOnlySpan<byte> input, bool atEnd, out bool unsure)
    {
        const int longest = 2048;
        int line = input[..Math.Min(input.Length, longest)].IndexOf((byte)'\n');
        unsure = line < 0 && !atEnd && input.Length < longest && input[0] is not ((byte)'#' or (byte)'\t');
        int length = line < 0 ? (atEnd && input.Length < longest ? input.Length : 0) : line + 1;
        ReadOnlySpan<byte> text = input[..length].TrimEnd("\r\n"u8);
        bool head = StartsServer(text) || text.StartsWith("Tcp port:"u8) || text.StartsWith("TCP Port:"u8) || (text.StartsWith("Time"u8) && text.EndsWith("Argument"u8));
        return head ? length : 0;
    }

    /// <summary><c>/usr/sbin/mysqld, Version: 8.0.36 (…). started with:</c></summary>
    private protected static bool StartsServer(ReadOnlySpan<byte> line) => line.EndsWith("started with:"u8) && line.IndexOf(", Version: "u8) >= 0;

    private bool FindRecord()
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _log.Rest;
            if (rest.IsEmpty)
            {
                if (!_log.Fill())
                {
                    return false;
                }

                continue;
            }

            LogScan scan = Scan(rest, _log.AtEnd);
            if (scan == LogScan.Complete)
            {
                return true;
            }

            if (scan != LogScan.NeedMore)
            {
                _log.SkipLine(scan);
            }
            else if (rest.Length >= LogBuffer.LongestRecord)
            {
                _log.SkipLine(LogScan.Broken);
            }
            else
            {
                _log.Fill();
            }
        }
    }
}
