using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Seawall.Postgres.Sql;

/// <summary>
/// The normalised text under construction: one spelling for every spacing and case, constants as `?`, equal neighbours in a list, in VALUES
/// and among statements folded into one. Text past <see cref="MaxBytes"/> is hashed but not kept.
/// </summary>
internal sealed class NormalizedText(WordTable words)
{
    public const int MaxBytes = 256 * 1024;
    private const int Slack = 64;
    private const int MaxDepth = 1024;

    private byte[] _buffer = new byte[4096];
    private int _length;
    private Level[] _levels = new Level[16];
    private int _depth;
    private int _tooDeep;
    private Glue _last;
    private bool _wordIsValues;
    private int _lastStart;
    private int _lastLength;
    private ulong _tail;
    private int _statementStart;
    private int _statementEnd;

    // What stood last, as far as spacing and folding care. Behind the first three there is no space.
    private enum Glue : byte
    {
        Start,
        Open,
        Dot,
        Name,
        Lead,
        Constant,
        Operator,
        Close,
        Comma,
        Semicolon,
    }

    private struct Level
    {
        public bool IsList;
        public bool IsRow;
        public int Start;
        public int Element;
        public int PreviousElement;
        public int PreviousElementEnd;
        public int PreviousRow;
        public int PreviousRowEnd;
    }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public ulong Hash => _tail == 0 ? XxHash3.HashToUInt64(Span) : XxHash3.HashToUInt64(Span, (long)_tail);

    /// <summary>A sign in front of the next constant belongs to it.</summary>
    public bool SignIsUnary => _last is not (Glue.Name or Glue.Constant or Glue.Close);

    private bool Full => _length >= MaxBytes;

    public void Clear()
    {
        _length = _lastStart = _lastLength = _depth = _tooDeep = _statementStart = 0;
        _statementEnd = -1;
        _tail = 0;
        _last = Glue.Start;
        _wordIsValues = false;
        _levels[0] = NewLevel(0, list: false, row: false);
    }

    /// <summary>Appends a word lower-cased, runs of two digits and more as `#`, and tells what the word means.</summary>
    public SqlWords.Found Word(ReadOnlySpan<byte> sql, int start, int length)
    {
        if (Full)
            return Overflow(sql.Slice(start, length));
        Reserve(length + 1);
        if (_last > Glue.Dot)
            At(_length++) = (byte)' ';
        _lastStart = _length;
        bool digits = LowerInto(sql, start, length, ref At(_length));
        _length += length;
        if (digits)
            FoldDigits(_lastStart);
        _lastLength = _length - _lastStart;
        SqlWords.Found found = words.Find(ref At(_lastStart), _lastLength);
        _last = (found.Traits & WordTraits.Leads) != 0 && _last != Glue.Dot ? Glue.Lead : Glue.Name;
        _wordIsValues = found.Word == SqlWord.Values;
        return found;
    }

    /// <summary>The text of the word or name just appended.</summary>
    public ReadOnlySpan<byte> LastWord => _buffer.AsSpan(_lastStart, _lastLength);

    /// <summary>Appends a quoted name: without quotes if it means the same without them.</summary>
    public SqlWords.Found QuotedName(ReadOnlySpan<byte> quoted)
    {
        if (QuotedNames.IsPlain(quoted))
        {
            SqlWords.Found found = Word(quoted, 1, quoted.Length - 2);
            _last = Glue.Name;
            _wordIsValues = false;
            return found;
        }

        Append(quoted, Glue.Name, _last > Glue.Dot);
        if (!Full && quoted[0] == '`')
            LowerSlowly(quoted, ref At(_lastStart));
        if (!Full)
            FoldDigits(_lastStart);
        return default;
    }

    /// <summary>Puts `?` in place of the name just appended: who is named does not matter to the statement's identity.</summary>
    public void ForgetName()
    {
        if (Full)
            return;
        _length = _lastStart;
        _buffer[_length++] = (byte)'?';
        _last = Glue.Name;
    }

    /// <summary>The word just appended is a constant: true, false or null.</summary>
    public void WordIsConstant()
    {
        ForgetName();
        _last = Glue.Constant;
    }

    /// <summary>The word just appended opens rows as VALUES does.</summary>
    public void WordIsValues() => (_last, _wordIsValues) = (Glue.Lead, true);

    public void Constant() => Append((byte)'?', Glue.Constant, _last > Glue.Dot);

    public void Operator(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
            Append(text[0], Glue.Operator, _last > Glue.Open);
        else
            Append(text, Glue.Operator, _last > Glue.Open);
    }

    /// <summary>Appends `.`, `::` and `:` which cling to both sides.</summary>
    public void Tight(ReadOnlySpan<byte> text) => Append(text, Glue.Dot, space: false);

    public void Hint(ReadOnlySpan<byte> text) => Append(text, Glue.Operator, _last != Glue.Start);

    public void Comma()
    {
        EndElement();
        Append((byte)',', Glue.Comma, space: false);
        if (_tooDeep == 0)
            _levels[_depth].Element = _length;
    }

    /// <summary>Opens a parenthesis or bracket; in a list equal neighbours fold.</summary>
    public bool Open(bool bracket, bool list)
    {
        bool row = !bracket && StartsRow();
        bool nested = _tooDeep == 0 && _levels[_depth].IsList && _last is Glue.Open or Glue.Comma;
        bool space = _last switch { Glue.Start or Glue.Open or Glue.Dot => false, Glue.Name => false, Glue.Lead => !bracket, Glue.Close => !bracket, _ => true };
        int start = _length + (space ? 1 : 0);
        Append(bracket ? (byte)'[' : (byte)'(', Glue.Open, space);
        if (_depth + 1 >= MaxDepth)
        {
            _tooDeep++;
            return false;
        }

        if (++_depth == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        _levels[_depth] = NewLevel(start, list || row || nested, row);
        _levels[_depth].Element = _length;
        return _levels[_depth].IsList;
    }

    /// <summary>What stands in this parenthesis is a query after all, not a list.</summary>
    public void NotAList()
    {
        if (_tooDeep == 0)
            _levels[_depth].IsList = false;
    }

    public void Close(bool bracket)
    {
        EndElement();
        Append(bracket ? (byte)']' : (byte)')', Glue.Close, space: false);
        if (_tooDeep > 0)
            _tooDeep--;
        else if (_depth > 0)
        {
            ref Level closed = ref _levels[_depth--];
            if (closed.IsRow && !Full)
                EndRow(ref _levels[_depth], closed.Start);
        }
    }

    /// <summary>Ends a statement; one that reads as the statement before it is counted by the caller but written once.</summary>
    public void EndStatement()
    {
        _depth = _tooDeep = 0;
        if (!Full)
        {
            int start = _statementEnd < 0 ? 0 : Math.Min(_length, _statementEnd + "; ".Length);
            if (_statementEnd >= 0 && _buffer.AsSpan(start, _length - start).SequenceEqual(_buffer.AsSpan(_statementStart, _statementEnd - _statementStart)))
                _length = _statementEnd;
            else
                (_statementStart, _statementEnd) = (start, _length);
        }

        _levels[0] = NewLevel(_length, list: false, row: false);
        _wordIsValues = false;
    }

    /// <summary>Parts a statement from the one before it.</summary>
    public void Semicolon() => Append((byte)';', Glue.Semicolon, space: false);

    private static Level NewLevel(int start, bool list, bool row) =>
        new() { Start = start, IsList = list, IsRow = row, PreviousElement = -1, PreviousRow = -1 };

    // A row of VALUES follows the word itself or, behind a comma, the row before.
    private bool StartsRow()
    {
        if (_tooDeep > 0)
            return false;
        ref Level level = ref _levels[_depth];
        if (_last == Glue.Lead && _wordIsValues)
        {
            level.PreviousRow = -1;
            level.IsList = false;
            return true;
        }

        return _last == Glue.Comma && level.PreviousRow >= 0 && level.PreviousRowEnd == _length - 1;
    }

    private void EndRow(ref Level outer, int start)
    {
        ReadOnlySpan<byte> row = _buffer.AsSpan(start, _length - start);
        if (outer.PreviousRow >= 0 && row.SequenceEqual(_buffer.AsSpan(outer.PreviousRow, outer.PreviousRowEnd - outer.PreviousRow)))
        {
            _length = outer.PreviousRowEnd;
            return;
        }

        outer.PreviousRow = start;
        outer.PreviousRowEnd = _length;
    }

    private void EndElement()
    {
        ref Level level = ref _levels[_depth];
        if (!level.IsList || _tooDeep > 0 || Full)
            return;
        int start = level.Element;
        if (start < _length && _buffer[start] == ' ')
            start++;
        bool constant = _length - start == 1 && _buffer[start] == '?';
        if (level.PreviousElement >= 0)
        {
            ReadOnlySpan<byte> previous = _buffer.AsSpan(level.PreviousElement, level.PreviousElementEnd - level.PreviousElement);
            if (constant ? previous.SequenceEqual("?+"u8) : previous.SequenceEqual(_buffer.AsSpan(start, _length - start)))
            {
                _length = level.PreviousElementEnd;
                return;
            }
        }

        if (constant)
        {
            Reserve(1);
            _buffer[_length++] = (byte)'+';
        }

        level.PreviousElement = start;
        level.PreviousElementEnd = _length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(byte text, Glue glue, bool space)
    {
        int before = _length;
        Reserve(2);
        if (space)
            At(_length++) = (byte)' ';
        _lastStart = _length;
        At(_length++) = text;
        _last = glue;
        _wordIsValues = false;
        if (before >= MaxBytes)
            TakeBack(before);
    }

    private void Append(ReadOnlySpan<byte> text, Glue glue, bool space)
    {
        if (Full)
        {
            Overflow(text);
            _last = glue;
            return;
        }

        Reserve(text.Length + 1);
        if (space)
            At(_length++) = (byte)' ';
        _lastStart = _length;
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
        _lastLength = text.Length;
        _last = glue;
        _wordIsValues = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte At(int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), index);

    // What a single byte wrote past the limit goes into the hash instead.
    private void TakeBack(int before)
    {
        _tail = XxHash3.HashToUInt64(_buffer.AsSpan(before, _length - before), (long)(_tail + 1));
        _length = before;
    }

    // Past the limit words are still looked up, written where the next one overwrites them.
    private SqlWords.Found Overflow(ReadOnlySpan<byte> text)
    {
        _tail = XxHash3.HashToUInt64(text, (long)(_tail + 1));
        _last = Glue.Name;
        _wordIsValues = false;
        _lastStart = _length;
        _lastLength = Math.Min(text.Length, Slack - Vector128<byte>.Count);
        Reserve(0);
        LowerInto(text, 0, _lastLength, ref At(_length));
        return _lastLength == text.Length ? words.Find(ref At(_length), _lastLength) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_length + count + Slack > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count + Slack));
    }

    // Lower-cases into the buffer, sixteen bytes a step while the source has them; what it writes past the end is slack.
    // True if two digits may stand side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LowerInto(ReadOnlySpan<byte> sql, int start, int length, ref byte target)
    {
        ref byte source = ref MemoryMarshal.GetReference(sql);
        if (length > Vector128<byte>.Count || start > sql.Length - Vector128<byte>.Count)
            return LowerSlowly(sql.Slice(start, length), ref target);
        Vector128<byte> block = Vector128.LoadUnsafe(ref source, (nuint)start);
        Vector128<byte> upper = Vector128.LessThan(block - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
        (block | (upper & Vector128.Create((byte)0x20))).StoreUnsafe(ref target);
        uint digits = Vector128.LessThan(block - Vector128.Create((byte)'0'), Vector128.Create((byte)10)).ExtractMostSignificantBits() & ((1u << length) - 1);
        return (digits & (digits >> 1)) != 0;
    }

    private static bool LowerSlowly(ReadOnlySpan<byte> word, ref byte target)
    {
        int digits = 0;
        bool run = false;
        for (int i = 0; i < word.Length; i++)
        {
            byte c = word[i];
            digits = CharClass.IsDigit(c) ? digits + 1 : 0;
            run |= digits >= 2;
            Unsafe.Add(ref target, i) = (uint)(c - 'A') <= 25 ? (byte)(c | 0x20) : c;
        }

        return run;
    }

    private void FoldDigits(int start)
    {
        int write = start;
        for (int read = start; read < _length;)
        {
            int end = read;
            while (end < _length && CharClass.IsDigit(_buffer[end]))
                end++;
            if (end - read >= 2)
            {
                _buffer[write++] = (byte)'#';
                read = end;
            }
            else
                _buffer[write++] = _buffer[read++];
        }

        _length = write;
    }
}
