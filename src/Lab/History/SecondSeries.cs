namespace Seawall.Lab.History;

/// <summary>Calls and time of each second of a day. Only minutes with calls take room.</summary>
public sealed class SecondSeries
{
    public const int Seconds = 86_400;
    private const int Minute = 60;

    private readonly uint[]?[] _calls = new uint[]?[Seconds / Minute];
    private readonly long[]?[] _micros = new long[]?[Seconds / Minute];

    /// <summary>True when no second has a call.</summary>
    public bool IsEmpty => Array.TrueForAll(_calls, minute => minute is null);

    public uint Calls(int second) => _calls[second / Minute] is { } minute ? minute[second % Minute] : 0;

    /// <summary>Microseconds of the database, within 1.6 % once it was kept in a file.</summary>
    public long Micros(int second) => _micros[second / Minute] is { } minute ? minute[second % Minute] : 0;

    public void Add(int second, uint calls, long micros)
    {
        (_calls[second / Minute] ??= new uint[Minute])[second % Minute] += calls;
        (_micros[second / Minute] ??= new long[Minute])[second % Minute] += micros;
    }

    /// <summary>True when the minute of the day has a call.</summary>
    public bool HasMinute(int minute) => _calls[minute] is not null;

    /// <summary>Calls in a minute of the day.</summary>
    public long CallsInMinute(int minute)
    {
        long sum = 0;
        foreach (uint calls in _calls[minute] ?? [])
        {
            sum += calls;
        }

        return sum;
    }
}
