using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seawall.Lab.Logs;

/// <summary>
/// One record of a stderr log: a line with prefix and severity, the lines behind it that a tab opens (the server puts one after every
/// newline of a text), and its DETAIL, HINT, QUERY, CONTEXT, STATEMENT lines, each with the same prefix.
/// </summary>
internal sealed class StderrRecord(IReadOnlyList<LinePrefix> prefixes) : LogRecord
{
    private readonly int[] _start = new int[(int)LineLabel.Statement + 1];
    private readonly int[] _end = new int[(int)LineLabel.Statement + 1];
    private readonly Dictionary<ulong, uint> _lines = [];
    private readonly LogTime _sessionStart = new();
    private LinePrefix _prefix = prefixes[0];
    private LineHead _head = new();
    private LineHead _next = new();
    private bool _headKnown;
    private bool _nextKnown;
    private int _firstLine;
    private int _nextLine;
    private uint _labels;
    private uint _joined;
    private int _verboseState;
    private bool _counted;
    private uint _sequence;

    public override ReadOnlySpan<byte> State =>
        _head.Has('e') ? Head('e')
        : _verboseState > 0 ? Bytes.Slice(_verboseState, 5)
        : IsError ? "?????"u8 : "00000"u8;

    /// <summary>
    /// The server counts prefixes, the other formats records: a session's DETAIL and STATEMENT lines are taken off. Without <c>%l</c>
    /// the records seen are counted.
    /// </summary>
    public override uint Sequence => _sequence;

    // LOG, by far the most frequent, is told by its length.
    private bool IsError => _head.LabelEnd - _head.LabelStart >= "ERROR".Length && Raw(LogField.Severity) is var severity
        && (severity.SequenceEqual("ERROR"u8) || severity.SequenceEqual("FATAL"u8) || severity.SequenceEqual("PANIC"u8));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override LogScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        LogScan first = ScanFirstLine(input, atEnd, out int at);
        if (first != LogScan.Complete)
        {
            return first;
        }

        Array.Clear(_start);
        Array.Clear(_end);
        (_labels, _joined) = (0, 0);
        var label = LineLabel.Severity;
        _start[0] = _head.TextStart;
        while (true)
        {
            if (at < input.Length && input[at] == '\t')
            {
                if (!TakeContinuation(input, ref at))
                {
                    return atEnd ? LogScan.Unended : LogScan.NeedMore;
                }

                _joined |= 1u << (int)label;
            }

            _end[(int)label] = at - 1;
            int line = at < input.Length ? input[at..].IndexOf((byte)'\n') : -1;
            if (line < 0 && !atEnd)
            {
                return LogScan.NeedMore;
            }

            ReadOnlySpan<byte> next = line < 0 ? input[at..] : input.Slice(at, line);
            if (!TryHead(next, _next) || (_next.Label != LineLabel.Severity && !SameSession(input, next)))
            {
                return Finish(input, at);
            }

            if (_next.Label == LineLabel.Severity)
            {
                _nextKnown = line >= 0;
                _nextLine = line + 1;
                return Finish(input, at);
            }

            if (line < 0)
            {
                return LogScan.Unended;
            }

            label = _next.Label;
            _start[(int)label] = at + _next.TextStart;
            _labels++;
            at += line + 1;
        }
    }

    public override void Forget() => (_headKnown, _nextKnown) = (false, false);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override ReadOnlySpan<byte> Raw(LogField field) => field switch
    {
        LogField.User => Head('u'),
        LogField.Database => Head('d'),
        LogField.Application => Head('a'),
        LogField.Session => Head('c'),
        LogField.Line => Head('l'),
        LogField.SessionStart => Head('s'),
        LogField.Transaction => Head('v'),
        LogField.Time => _head.Has('m') ? Head('m') : Head('t'),
        LogField.Severity => Bytes[_head.LabelStart.._head.LabelEnd],
        LogField.Message => Part(LineLabel.Severity),
        LogField.Detail => Part(LineLabel.Detail),
        LogField.Context => Part(LineLabel.Context),
        LogField.Query => Part(LineLabel.Statement),
        _ => default,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryPlace(out ulong session, out long end)
    {
        if (!TryFindSession(out session, out long started) || !TryFindTime(started, out end))
        {
            end = 0;
            return false;
        }

        Count(session);
        return true;
    }

    /// <summary>Only a text of several lines bears the tabs.</summary>
    protected override bool IsCoded(LogField field) => _joined != 0 && field switch
    {
        LogField.Message => Joined(LineLabel.Severity),
        LogField.Detail => Joined(LineLabel.Detail),
        LogField.Context => Joined(LineLabel.Context),
        LogField.Query => Joined(LineLabel.Statement),
        _ => false,
    };

    /// <summary>Takes the tab behind each newline away.</summary>
    protected override int Decode(ReadOnlySpan<byte> raw, Span<byte> to)
    {
        int written = 0;
        while (true)
        {
            int newline = raw.IndexOf((byte)'\n');
            int take = newline < 0 ? raw.Length : newline + 1;
            raw[..take].CopyTo(to[written..]);
            written += take;
            if (newline < 0)
            {
                return written;
            }

            raw = raw[Math.Min(raw.Length, take + 1)..];
        }
    }

    /// <summary>Steps over the lines a tab opens; false when the last has no end.</summary>
    private static bool TakeContinuation(ReadOnlySpan<byte> input, ref int at)
    {
        while (at < input.Length && input[at] == '\t')
        {
            int line = input[at..].IndexOf((byte)'\n');
            if (line < 0)
            {
                return false;
            }

            at += line + 1;
        }

        return true;
    }

    private LogScan ScanFirstLine(ReadOnlySpan<byte> input, bool atEnd, out int end)
    {
        if (_nextKnown)
        {
            (_head, _next) = (_next, _head);
            (_headKnown, _nextKnown, _firstLine) = (true, false, _nextLine);
        }

        if (!_headKnown)
        {
            int line = input.IndexOf((byte)'\n');
            end = line + 1;
            if (line < 0 && !atEnd)
            {
                return LogScan.NeedMore;
            }

            if (!TryHead(line < 0 ? input : input[..line], _head))
            {
                return LogScan.NoRecord;
            }

            (_headKnown, _firstLine) = (true, line + 1);
        }

        end = _firstLine;
        return end == 0 ? LogScan.Unended
            : _head.Label == LineLabel.Severity ? LogScan.Complete
            : LogScan.Broken;
    }

    /// <summary>A server may change its prefix within a log: the others are tried when the present one does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryHead(ReadOnlySpan<byte> line, LineHead head)
    {
        if (line.IsEmpty || line[0] == '\t')
        {
            return false;
        }

        if (_prefix.TryMatch(line, head))
        {
            return true;
        }

        foreach (LinePrefix prefix in prefixes)
        {
            if (prefix != _prefix && prefix.TryMatch(line, head))
            {
                _prefix = prefix;
                return true;
            }
        }

        return false;
    }

    private bool SameSession(ReadOnlySpan<byte> record, ReadOnlySpan<byte> line) =>
        _head.Of('c', record).SequenceEqual(_next.Of('c', line)) && _head.Of('p', record).SequenceEqual(_next.Of('p', line));

    private LogScan Finish(ReadOnlySpan<byte> input, int length)
    {
        Length = length;
        _headKnown = false;
        _counted = false;

        // log_error_verbosity = verbose writes the state before the message, and a LOCATION line.
        ReadOnlySpan<byte> message = input[_start[0].._end[0]];
        bool verbose = _start[(int)LineLabel.Location] > 0 && PrefixValues.State(message) && message[5..].StartsWith(": "u8);
        _verboseState = verbose ? _start[0] : 0;
        _start[0] += verbose ? "00000: ".Length : 0;
        return LogScan.Complete;
    }

    private bool Joined(LineLabel label) => (_joined >> (int)label & 1) != 0;

    private ReadOnlySpan<byte> Head(char escape) => _head.Of(escape, Bytes);

    private ReadOnlySpan<byte> Part(LineLabel label) => Bytes[_start[(int)label].._end[(int)label]];

    private bool TryFindSession(out ulong session, out long started)
    {
        if (TrySession(Head('c'), out session, out started))
        {
            return true;
        }

        if (Utf8Parser.TryParse(Head('p'), out uint pid, out _))
        {
            // A process id comes back in time: with the session's start it is unique, else user and database help.
            session = _sessionStart.TryParse(Head('s'), out long local, out ReadOnlySpan<byte> zone) && LogTime.TryOffset(zone, out long offset)
                ? SessionId((local - offset) / 1_000_000, pid)
                : (Hash(Head('d'), Hash(Head('u'), 2166136261)) << 32) | pid;
            return true;
        }

        session = Hash(Head('d'), Hash(Head('u'), Hash(Head('r'), Hash(Head('h'), 2166136261)))) << 32;
        return true;
    }

    /// <summary>FNV-1a, 32 bits (draft-eastlake-fnv): equal in every run.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text, ulong seed)
    {
        uint hash = (uint)seed;
        foreach (byte b in text)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }

    private bool TryFindTime(long started, out long end)
    {
        ReadOnlySpan<byte> epoch = Head('n');
        if (epoch.IsEmpty)
        {
            return TryTime(Raw(LogField.Time), Head('s'), started, out end);
        }

        int dot = epoch.IndexOf((byte)'.');
        bool sound = Utf8Parser.TryParse(epoch[..dot], out long seconds, out _) & Utf8Parser.TryParse(epoch[(dot + 1)..], out int millis, out _);
        end = (seconds * 1_000_000) + (millis * 1_000L);
        return sound;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(ulong session)
    {
        if (_counted)
        {
            return;
        }

        _counted = true;
        if (_labels == 0 && _lines.Count == 0 && Utf8Parser.TryParse(Head('l'), out uint first, out _))
        {
            _sequence = first;
            return;
        }

        ref uint lines = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, session, out _);
        if (Utf8Parser.TryParse(Head('l'), out uint line, out _))
        {
            _sequence = line - Math.Min(line, lines);
            lines += _labels;
        }
        else
        {
            _sequence = ++lines;
        }
    }
}
