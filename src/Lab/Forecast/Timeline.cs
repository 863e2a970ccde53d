using Seawall.Kernel.Curves;

namespace Seawall.Lab.Forecast;

/// <summary>The moments a forecast speaks of, in seconds from zero hour: from the curve's start, or midnight, to the end of the day or the curve.</summary>
internal sealed class Timeline
{
    private const int Day = 86_400;
    private const int Minute = 60;
    private const int BeforeZero = 120;
    private const int AfterZero = 600;

    private readonly SaleCurve? _curve;
    private readonly int _curveStart;
    private readonly int _curveEnd;

    public Timeline(SaleCurve? curve, TimeSpan opening)
    {
        _curve = curve;
        Opening = (int)opening.TotalSeconds;
        (_curveStart, _curveEnd) = curve is null ? (0, 0) : ((int)Math.Floor(curve.Start.TotalSeconds), (int)Math.Ceiling(curve.End.TotalSeconds));
        Start = Minute * (int)Math.Floor(Math.Max(Math.Min(_curveStart, -Opening), -Opening - Day) / (double)Minute);
        End = Minute * (int)Math.Ceiling(Math.Min(Math.Max(_curveEnd, Day - Opening), (2 * Day) - Opening) / (double)Minute);
        FirstDay = (int)Math.Floor((Opening + Start) / (double)Day);
        LastDay = (int)Math.Floor((Opening + End - 1) / (double)Day);
        Moments = [.. Walk()];
    }

    public int Opening { get; }
    public int Start { get; }
    public int End { get; }

    /// <summary>The first and last day touched, 0 being the day of zero hour.</summary>
    public int FirstDay { get; }
    public int LastDay { get; }

    public int Minutes => (End - Start) / Minute;

    public IReadOnlyList<int> Moments { get; }

    /// <summary>True where the curve tells the load.</summary>
    public bool IsSale(int at) => _curve is not null && at >= _curveStart && at < _curveEnd;

    public double TimesAt(int at, string business) => _curve!.TimesAt(TimeSpan.FromSeconds(at), business);

    public int MinuteOf(int at) => (at - Start) / Minute;

    /// <summary>Index among the days touched, and the minute of that day.</summary>
    public (int Day, int Slot) SlotOf(int at)
    {
        int second = Opening + at - (FirstDay * Day);
        return (second / Day, second % Day / Minute);
    }

    /// <summary>Where two points of the curve lie at one moment.</summary>
    private IEnumerable<int> Walls() => _curve is null ? [] : _curve.Businesses.Values.Append(_curve.Points)
        .SelectMany(points => points.Zip(points.Skip(1)).Where(pair => pair.First.At == pair.Second.At).Select(pair => (int)pair.First.At.TotalSeconds)).Distinct();

    private IEnumerable<int> Walk()
    {
        int at = Start;
        int[] walls = [.. Walls()];
        while (at < End)
        {
            yield return at;
            bool fine = _curve is not null && ((at >= -BeforeZero && at < AfterZero) || Array.Exists(walls, wall => at >= wall - Minute && at < wall + Minute));
            at += fine ? 1 : Minute - (((at % Minute) + Minute) % Minute);
        }
    }
}
