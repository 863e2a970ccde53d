namespace Seawall.Postgres.Sql;

/// <summary>The tables a text touches, each once and at most 256 of them, and the names of common table expressions that hide tables.</summary>
internal sealed class TableList
{
    private const int MaxTables = 256;
    private byte[] _text = new byte[1024];
    private int _length;
    private Entry[] _tables = new Entry[16];
    private Entry[] _hidden = new Entry[8];
    private int _pendingStart;
    private int _pendingParts;

    private struct Entry
    {
        public int Start;
        public int Length;
        public bool Written;
        public bool Visible;
    }

    public int Count { get; private set; }

    /// <summary>How many common table expressions are in scope; set it back to leave their scope.</summary>
    public int HiddenCount { get; set; }

    /// <summary>The index of the table committed last.</summary>
    public int Last { get; private set; }

    public ReadOnlySpan<byte> this[int index] =>
        (uint)index < (uint)Count ? _text.AsSpan(_tables[index].Start, _tables[index].Length) : throw new ArgumentOutOfRangeException(nameof(index));

    public bool PendingIs(ReadOnlySpan<byte> name) => _pendingParts == 1 && Pending.SequenceEqual(name);

    private ReadOnlySpan<byte> Pending => _text.AsSpan(_pendingStart, _length - _pendingStart);

    public bool IsWritten(int index) => (uint)index < (uint)Count ? _tables[index].Written : throw new ArgumentOutOfRangeException(nameof(index));

    public void Clear()
    {
        _length = Count = HiddenCount = 0;
        Last = -1;
    }

    public void Begin()
    {
        _pendingStart = _length;
        _pendingParts = 0;
    }

    public void Part(in SqlToken token, ReadOnlySpan<byte> text)
    {
        if (_length + text.Length + 1 > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + text.Length + 1));
        if (_pendingParts++ > 0)
            _text[_length++] = (byte)'.';
        _length += QuotedNames.WriteCanonical(token, text, _text.AsSpan(_length));
    }

    public void Abandon() => _length = _pendingStart;

    /// <summary>Keeps the name; false when it is a common table expression's.</summary>
    public bool Commit(bool written)
    {
        ReadOnlySpan<byte> name = Pending;
        if (!written && _pendingParts == 1 && IsHidden(name))
        {
            Abandon();
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (this[i].SequenceEqual(name))
            {
                _tables[i].Written |= written;
                Last = i;
                Abandon();
                return true;
            }
        }

        if (Count == MaxTables)
        {
            Abandon();
            return true;
        }

        if (Count == _tables.Length)
            Array.Resize(ref _tables, Count * 2);
        _tables[Count] = new Entry { Start = _pendingStart, Length = _length - _pendingStart, Written = written };
        Last = Count++;
        return true;
    }

    public void MarkWritten(int index)
    {
        if (index >= 0)
            _tables[index].Written = true;
    }

    /// <summary>Notes a common table expression; tables recorded from `since` on that were this name all along are taken back.</summary>
    public void Hide(in SqlToken token, ReadOnlySpan<byte> text, bool visible, int since)
    {
        if (HiddenCount == MaxTables)
            return;
        Begin();
        Part(token, text);
        if (HiddenCount == _hidden.Length)
            Array.Resize(ref _hidden, HiddenCount * 2);
        _hidden[HiddenCount++] = new Entry { Start = _pendingStart, Length = _length - _pendingStart, Visible = visible };
        if (!visible)
            return;
        for (int i = Count - 1; i >= since; i--)
        {
            if (!_tables[i].Written && this[i].SequenceEqual(_text.AsSpan(_pendingStart, _length - _pendingStart)))
                _tables.AsSpan(i + 1, --Count - i).CopyTo(_tables.AsSpan(i));
        }
    }

    /// <summary>The expression noted last may be named from here on.</summary>
    public void Reveal(int index)
    {
        if (index >= 0)
            _hidden[index].Visible = true;
    }

    private bool IsHidden(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < HiddenCount; i++)
        {
            if (_hidden[i].Visible && name.SequenceEqual(_text.AsSpan(_hidden[i].Start, _hidden[i].Length)))
                return true;
        }

        return false;
    }
}
