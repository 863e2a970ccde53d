namespace Seawall.Control.Metrics.Keeping;

/// <summary>One line of figures: 15 minutes by the second and 48 hours by ten seconds, at most 72.7 KB.</summary>
internal sealed class Column(ColumnName name, int number)
{
    public const int SecondsKept = 900;
    public const int TensKept = 48 * 360;

    private double _sum;
    private int _count;
    private float _latest = float.NaN;

    public ColumnName Name => name;

    public int Number => number;

    public Ring Seconds { get; } = new(3, 300);

    public Ring Tens { get; } = new(48, 360);

    /// <summary>The second of the youngest value; −1 before the first.</summary>
    public long Last => Math.Max(Seconds.Last, Tens.Last * 10);

    public void Write(long second, double value)
    {
        _latest = (float)value;
        Seconds.Write(second, _latest);
        _sum += value;
        _count++;
    }

    /// <summary>Closes a stretch of ten seconds: rates as their mean, levels as they were last. Returns NaN when nothing was heard in it.</summary>
    public float CloseTen(long ten)
    {
        var value = _count == 0 ? float.NaN : name.Kind == ColumnKind.Rate ? (float)(_sum / _count) : _latest;
        (_sum, _count) = (0, 0);
        if (!float.IsNaN(value) && name.Kind != ColumnKind.Quantile)
            Tens.Write(ten, value);
        return value;
    }
}
