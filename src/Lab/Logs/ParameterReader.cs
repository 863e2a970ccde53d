using Seawall.Postgres.Capture;

namespace Seawall.Lab.Logs;

/// <summary>Walks the values of a <see cref="ParameterList"/> in order; a damaged list ends early and says so.</summary>
public ref struct ParameterReader
{
    private readonly bool _isDetail;
    private ReadOnlySpan<byte> _rest;
    private CaptureParameterCursor _cursor;
    private int _left;

    internal ParameterReader(ReadOnlySpan<byte> detail)
    {
        _rest = detail;
        _isDetail = true;
    }

    internal ParameterReader(CaptureParameterCursor cursor, int count)
    {
        _cursor = cursor;
        _left = count;
    }

    /// <summary>True when the list broke off: the values are not all there.</summary>
    public bool IsBroken { get; private set; }

    public bool Next(out Parameter parameter)
    {
        parameter = default;
        if (_isDetail ? _rest.IsEmpty : _left == 0)
        {
            return false;
        }

        bool sound = _isDetail ? NextOfDetail(out parameter) : NextOfCapture(out parameter);
        if (!sound)
        {
            IsBroken = true;
            _rest = default;
            _left = 0;
        }

        return sound;
    }

    /// <summary><c>$2 = 'it''s'</c> or <c>$3 = NULL</c>, then a comma and a blank, or the end.</summary>
    private bool NextOfDetail(out Parameter parameter)
    {
        parameter = default;
        int equals = _rest.IndexOf(" = "u8);
        if (_rest[0] != '$' || equals < 0)
        {
            return false;
        }

        _rest = _rest[(equals + 3)..];
        if (_rest.StartsWith("NULL"u8))
        {
            parameter = new Parameter { IsNull = true };
            return Separate(4);
        }

        if (_rest.IsEmpty || _rest[0] != '\'')
        {
            return false;
        }

        bool doubled = false;
        int at = 1;
        while (true)
        {
            int quote = _rest[at..].IndexOf((byte)'\'');
            if (quote < 0)
            {
                return false;
            }

            at += quote;
            if (at + 1 >= _rest.Length || _rest[at + 1] != '\'')
            {
                break;
            }

            doubled = true;
            at += 2;
        }

        parameter = new Parameter { Raw = _rest[1..at], HasDoubledQuotes = doubled };
        return Separate(at + 1);
    }

    private bool Separate(int length)
    {
        _rest = _rest[length..];
        if (_rest.IsEmpty || _rest[0] == '\n')
        {
            // The list ends with its field or, in an error's CONTEXT, with its line.
            _rest = default;
            return true;
        }

        if (!_rest.StartsWith(", "u8))
        {
            return false;
        }

        _rest = _rest[2..];
        return true;
    }

    private bool NextOfCapture(out Parameter parameter)
    {
        _left--;
        bool sound = _cursor.Next(out ReadOnlySpan<byte> value, out bool isNull);
        parameter = sound ? new Parameter { TypeId = _cursor.Type, Format = _cursor.Format, IsNull = isNull, Raw = value } : default;
        return sound;
    }
}
