namespace Seawall.Lab.Replay;

/// <summary>The run in slices of time: rate, statements in flight, new errors. It never holds more than <see cref="Most"/>; a longer run has longer slices.</summary>
internal sealed class Timeline(InFlightMeter meter)
{
    public const int Most = 600;
    private const long FirstWidth = 100_000;

    private readonly List<Slice> _slices = new(Most);
    private long _startedAt;
    private long _end = long.MaxValue;
    private long _statements;
    private long _errors;
    private double _area;

    public long WidthMicros { get; private set; } = FirstWidth;

    public IReadOnlyList<Slice> Slices => _slices;

    public void Start(long micros) => (_startedAt, _end) = (micros, micros + WidthMicros);

    /// <summary>Called before what happens now is counted.</summary>
    public void Pass(long micros, Comparison counts)
    {
        while (micros >= _end)
        {
            Close(counts);
        }
    }

    private void Close(Comparison counts)
    {
        meter.Pass(_end);

        // Counting may have begun anew meanwhile.
        _slices.Add(new Slice(Math.Max(0, counts.Statements - _statements), Math.Max(0, counts.NewErrors - _errors), meter.Area - _area));
        (_statements, _errors, _area) = (counts.Statements, counts.NewErrors, meter.Area);
        if (_slices.Count == Most)
        {
            Halve();
        }

        _end = _startedAt + ((_slices.Count + 1) * WidthMicros);
    }

    private void Halve()
    {
        for (int i = 0; i < Most / 2; i++)
        {
            (Slice a, Slice b) = (_slices[2 * i], _slices[(2 * i) + 1]);
            _slices[i] = new Slice(a.Statements + b.Statements, a.NewErrors + b.NewErrors, a.Area + b.Area);
        }

        _slices.RemoveRange(Most / 2, Most / 2);
        WidthMicros *= 2;
    }

    /// <summary>Area is statements in flight × microseconds.</summary>
    internal readonly record struct Slice(long Statements, long NewErrors, double Area);
}
