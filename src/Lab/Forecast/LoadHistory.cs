namespace Seawall.Lab.Forecast;

/// <summary>A load over days of equal slots: counts, NaN where nothing was recorded. Days are numbers whose distance is that of the calendar.</summary>
internal sealed class LoadHistory
{
    public LoadHistory(int slots, IEnumerable<LoadDay> days)
    {
        Slots = slots;
        Days = [.. days.OrderBy(day => day.Day)];
        if (Days.FirstOrDefault(day => day.Counts.Length != slots) is { } odd)
        {
            throw new ArgumentException($"Day {odd.Day} has {odd.Counts.Length} slots, not {slots}.", nameof(days));
        }
    }

    /// <summary>Slots of a day.</summary>
    public int Slots { get; }

    /// <summary>The earliest first; days may be missing.</summary>
    public IReadOnlyList<LoadDay> Days { get; }

    /// <summary>The day of the week as 0..6, by the same reckoning for all days.</summary>
    public static int WeekdayOf(int day) => ((day % 7) + 7) % 7;
}

/// <summary>One day: counts by slot, NaN for a slot that was not recorded.</summary>
internal sealed record LoadDay(int Day, double[] Counts);
