namespace Seawall.Lab.Logs;

/// <summary>
/// Reads a PostgreSQL csvlog as statement events without allocating per record: finds the records, keeps its place
/// through damage, and accounts for every byte. What a record means is <see cref="CsvInterpreter"/>'s.
/// </summary>
public sealed class CsvLogReader : EventSource
{
    /// <summary>A record longer than this is taken for damage: the longest parameter a server logs is 1 GB, real ones are far shorter.</summary>
    private const int LongestRecord = 256 << 20;

    private readonly Stream _input;
    private readonly CsvRecord _record = new();
    private readonly CsvInterpreter _interpreter;
    private byte[] _buffer;
    private int _start;
    private int _filled;
    private bool _atEnd;
    private bool _lost;

    public CsvLogReader(Stream input, int bufferSize = 1 << 20)
    {
        _input = input;
        _buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        _interpreter = new CsvInterpreter(_record);
    }

    public override string Origin => "csvlog";

    public override bool TryRead(out LogEvent next)
    {
        while (true)
        {
            if (!FindRecord())
            {
                if (_interpreter.TryReleaseLast(out next))
                {
                    Tally.Events++;
                    return true;
                }

                return false;
            }

            ReadOnlySpan<byte> record = _buffer.AsSpan(_start, _record.Length);
            CsvMeaning meaning = _interpreter.Read(record, out next);
            if (meaning == CsvMeaning.HeldEventFirst)
            {
                Tally.Events++;
                return true;
            }

            _start += record.Length;
            Tally.Records++;
            if (meaning == CsvMeaning.Other)
            {
                Tally.BytesOfOthers += record.Length;
                continue;
            }

            Tally.BytesOfStatements += record.Length;
            if (meaning == CsvMeaning.Event)
            {
                Tally.Events++;
                return true;
            }
        }
    }

    public override void Dispose() => _input.Dispose();

    /// <summary>Puts the next sound record at <see cref="_start"/>, reading and skipping as needed; false at the end.</summary>
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

            if (rest.Length < 20 && !_atEnd)
            {
                Fill();
                continue;
            }

            CsvScan scan = LogTime.Opens(rest) ? _record.Scan(rest, _atEnd) : CsvScan.Damaged;
            if (scan == CsvScan.Complete)
            {
                _lost = false;
                return true;
            }

            if (scan == CsvScan.Damaged || rest.Length >= LongestRecord)
            {
                SkipLine(rest);
            }
            else if (!Fill())
            {
                SkipLine(rest);
            }
        }
    }

    /// <summary>Gives up on the line at the front: the next line that opens like a record is tried next.</summary>
    private void SkipLine(ReadOnlySpan<byte> rest)
    {
        if (!_lost)
        {
            _lost = true;
            Tally.Breaks++;
        }

        int line = rest.IndexOf((byte)'\n');
        int skip = line < 0 ? rest.Length : line + 1;
        Tally.BytesSkipped += skip;
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
