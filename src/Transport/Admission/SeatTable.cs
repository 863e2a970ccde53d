namespace Seawall.Transport;

/// <summary>Where a seat stands.</summary>
internal enum SeatState : byte
{
    Free,

    /// <summary>Has not said who it is.</summary>
    Unnamed,
    Named,

    /// <summary>Refused, or too slow: its connection hears why and is still there.</summary>
    Leaving,

    /// <summary>The same, and told to close at once.</summary>
    Gone,

    /// <summary>Gave way to another: the same, and so many at once only.</summary>
    Shed,
}

/// <summary>One connection of an <see cref="Admission"/>.</summary>
internal struct Seat
{
    public IAdmitted? Owner;
    public ConnectionClass? Class;
    public AddressKey Address;
    public long Since;
    public int Next;
    public int Previous;
    public byte Grade;
    public SeatState State;
}

/// <summary>The seats in one array, each in at most one list, oldest first; a seat costs no object of its own.</summary>
internal sealed class SeatTable(int lists)
{
    public const int None = -1;

    private readonly (int First, int Last)[] _lists = [.. Enumerable.Repeat((None, None), lists)];
    private Seat[] _seats = new Seat[64];
    private int _free = None;
    private int _used;

    public ref Seat this[int seat] => ref _seats[seat];

    public int First(int list) => _lists[list].First;

    public int Last(int list) => _lists[list].Last;

    public int Take()
    {
        if (_free == None)
        {
            if (_used == _seats.Length)
                Array.Resize(ref _seats, _used * 2);
            return _used++;
        }
        int seat = _free;
        _free = _seats[seat].Next;
        return seat;
    }

    public void Return(int seat)
    {
        _seats[seat] = default;
        _seats[seat].Next = _free;
        _free = seat;
    }

    public void Append(int list, int seat)
    {
        int last = _lists[list].Last;
        (_seats[seat].Previous, _seats[seat].Next) = (last, None);
        if (last == None)
            _lists[list].First = seat;
        else
            _seats[last].Next = seat;
        _lists[list].Last = seat;
    }

    public void Remove(int list, int seat)
    {
        (int previous, int next) = (_seats[seat].Previous, _seats[seat].Next);
        if (previous == None)
            _lists[list].First = next;
        else
            _seats[previous].Next = next;
        if (next == None)
            _lists[list].Last = previous;
        else
            _seats[next].Previous = previous;
    }
}
