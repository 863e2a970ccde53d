using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>
/// Reads a server's own log as statement events without allocating per record: finds the records, keeps its place
/// through damage, and accounts for every byte. What a record means is <see cref="StatementInterpreter"/>'s.
/// </summary>
public abstract class ServerLogReader : EventSource
{
    /// <summary>A record longer than this is taken for damage: the longest parameter a server logs is 1 GB, real ones are far shorter.</summary>
    private const int LongestRecord = 256 << 20;

    private readonly Stream _input;
    private readonly LogRecord _record;
    private readonly StatementInterpreter _interpreter;
    private byte[] _buffer;
    private int _start;
    private int _filled;
    private bool _atEnd;
    private bool _lost;
    private bool _again;

    private protected ServerLogReader(Stream input, LogRecord record, int bufferSize)
    {
        _input = input;
        _record = record;
        _buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        _interpreter = new StatementInterpreter(record);
    }

    public override string Origin => Format;

    public override string? UnknownZone => _record.UnknownZone;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryRead(out LogEvent next)
    {
        while (true)
        {
            if (!_again && !FindRecord())
            {
                if (_interpreter.TryReleaseLast(out next))
                {
                    Tally.Events++;
                    return true;
                }

                return false;
            }

            _record.Place(_buffer, _start);
            RecordMeaning meaning = _interpreter.Read(out next);
            _again = meaning == RecordMeaning.HeldEventFirst;
            if (_again)
            {
                Tally.Events++;
                return true;
            }

            _start += _record.Length;
            Tally.Records++;
            if (meaning == RecordMeaning.Other)
            {
                Tally.BytesOfOthers += _record.Length;
                continue;
            }

            Tally.BytesOfStatements += _record.Length;
            if (meaning == RecordMeaning.Event)
            {
                Tally.Events++;
                return true;
            }
        }
    }

    public override void Dispose() => _input.Dispose();

    /// <summary>Puts the next sound record at <see cref="_start"/>, reading and skipping as needed; false at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FindRecord()
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _filled - _start);
            if (rest.IsEmpty)
            {
                if (!Fill())
                {
                    return false;
                }

                continue;
            }

            LogScan scan = _record.Scan(rest, _atEnd);
            if (scan == LogScan.Complete)
            {
                _lost = false;
                return true;
            }

            if (scan != LogScan.NeedMore)
            {
                SkipLine(rest, scan);
            }
            else if (rest.Length >= LongestRecord)
            {
                SkipLine(rest, LogScan.Broken);
            }
            else
            {
                Fill();
            }
        }
    }

    /// <summary>Gives up on the line at the front: the next line that opens like a record is tried next.</summary>
    private void SkipLine(ReadOnlySpan<byte> rest, LogScan why)
    {
        _record.Forget();
        if (!_lost)
        {
            _lost = true;
            Tally.Breaks++;
        }

        int line = rest.IndexOf((byte)'\n');
        int skip = line < 0 ? rest.Length : line + 1;
        Tally.Skip(why, skip);
        _start += skip;
    }

    /// <summary>Reads more behind what is there; false when nothing more comes.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            _filled -= _start;
            _start = 0;
        }

        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = 0;
        try
        {
            read = _input.Read(_buffer, _filled, _buffer.Length - _filled);
        }
        catch (InvalidDataException)
        {
            // A gzip file cut off or damaged: what was unpacked before counts, the rest cannot be known.
            Tally.Breaks++;
        }

        _filled += read;
        Tally.BytesRead += read;
        _atEnd = read == 0;
        return read > 0;
    }
}
