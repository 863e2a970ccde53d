using System.Globalization;

namespace Seawall.Kernel.Charts;

/// <summary>Maps values to pixels and chooses round places to label. Steps are 1, 2 or 5 times a power of ten (Heckbert, Graphics Gems, "Nice numbers for graph labels").</summary>
internal sealed class Axis
{
    private readonly double _from;
    private readonly double _to;
    private readonly double _pixelFrom;
    private readonly double _pixelTo;
    private readonly bool _log;

    private Axis(double from, double to, double pixelFrom, double pixelTo, bool log, IReadOnlyList<double> ticks)
    {
        (_from, _to, _pixelFrom, _pixelTo, _log, Ticks) = (from, to, pixelFrom, pixelTo, log, ticks);
    }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis over the values; with <paramref name="log"/> those of 0 and below are left out.</summary>
    public static Axis Over(IEnumerable<double> values, double pixelFrom, double pixelTo, bool log, bool fromZero, int wanted)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value) && (!log || value > 0))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        if (!double.IsFinite(low))
            (low, high) = log ? (1, 10) : (0, 1);
        return log ? Logarithmic(low, high, pixelFrom, pixelTo) : Linear(low, high, pixelFrom, pixelTo, fromZero, wanted);
    }

    public double Pixel(double value)
    {
        double share = _log
            ? (Math.Log10(Math.Max(value, _from)) - Math.Log10(_from)) / (Math.Log10(_to) - Math.Log10(_from))
            : (value - _from) / (_to - _from);
        return _pixelFrom + (share * (_pixelTo - _pixelFrom));
    }

    /// <summary>A value as short as it can be read: 950, 12.5k, 3M, 0.02.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        (double by, string unit) = size switch { >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e4 => (1e3, "k"), _ => (1d, "") };
        string format = (size / by) switch { >= 100 or 0 => "0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.####" };
        return (value / by).ToString(format, CultureInfo.InvariantCulture) + unit;
    }

    private static Axis Linear(double low, double high, double pixelFrom, double pixelTo, bool fromZero, int wanted)
    {
        if (fromZero && low > 0)
            low = 0;
        if (high - low <= Math.Abs(high) * 1e-12)
            (low, high) = high == 0 ? (0, 1) : (Math.Min(low, fromZero ? 0 : low - Math.Abs(low * 0.1)), high + Math.Abs(high * 0.1));
        double step = Step((high - low) / Math.Max(1, wanted));
        double first = Math.Floor(low / step);
        double last = Math.Ceiling((high / step) - 1e-9);
        List<double> ticks = [];
        for (double n = first; n <= last; n++)
            ticks.Add(n * step);
        return new Axis(first * step, last * step, pixelFrom, pixelTo, log: false, ticks);
    }

    private static Axis Logarithmic(double low, double high, double pixelFrom, double pixelTo)
    {
        double from = Math.Pow(10, Math.Floor(Math.Log10(low) + 1e-9));
        double to = Math.Pow(10, Math.Ceiling(Math.Log10(high) - 1e-9));
        if (to <= from)
            to = from * 10;
        List<double> ticks = [];
        for (double tick = from; tick <= to * 1.0001; tick *= 10)
            ticks.Add(tick);
        return new Axis(from, to, pixelFrom, pixelTo, log: true, ticks);
    }

    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
