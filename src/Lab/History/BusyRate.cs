namespace Seawall.Lab.History;

/// <summary>The ordinary busy second of a day: the mean rate over its 60 busiest minutes, or over all it has when they are fewer.</summary>
public static class BusyRate
{
    private const int BusiestMinutes = 60;

    public static double Of(SecondSeries seconds)
    {
        long[] minutes = [.. Enumerable.Range(0, MinuteSeries.Minutes).Where(seconds.HasMinute).Select(seconds.CallsInMinute).OrderDescending().Take(BusiestMinutes)];
        return minutes.Length == 0 ? 0 : minutes.Sum() / (60.0 * minutes.Length);
    }
}
