namespace Seawall.Lab.History;

/// <summary>Calls, rows, errors and time by slots of equal length over a day: 1440 minutes or 24 hours. Only hours with calls take room.</summary>
public sealed class MinuteSeries
{
    public const int Minutes = 1440;
    private const int Block = 60;

    private readonly DayTotals[]?[] _blocks;

    public MinuteSeries(int slots = Minutes)
    {
        Slots = slots;
        _blocks = new DayTotals[]?[(slots + Block - 1) / Block];
    }

    /// <summary>1440 or 24.</summary>
    public int Slots { get; }

    /// <summary>Length of a slot in minutes.</summary>
    public int SlotMinutes => Minutes / Slots;

    public DayTotals this[int slot] => _blocks[slot / Block] is { } block ? block[slot % Block] : default;

    public void Add(int slot, in DayTotals more) => (_blocks[slot / Block] ??= new DayTotals[Block])[slot % Block] += more;

    /// <summary>The same by the hour.</summary>
    public MinuteSeries ByHour()
    {
        if (Slots == 24)
        {
            return this;
        }

        var hours = new MinuteSeries(24);
        for (int minute = 0; minute < Slots; minute++)
        {
            if (this[minute].Calls > 0)
            {
                hours.Add(minute / 60, this[minute]);
            }
        }

        return hours;
    }
}
