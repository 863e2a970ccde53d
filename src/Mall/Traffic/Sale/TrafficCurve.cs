using Seawall.Kernel.Curves;

namespace Seawall.Mall.Traffic.Sale;

/// <summary>A part of a sale's curve that a run follows, in compressed time.</summary>
/// <param name="Curve">How many times the ordinary number of shoppers is there at each moment.</param>
/// <param name="From">Moment of the curve that the run begins at, from zero hour; negative is before it.</param>
/// <param name="Length">How much of the curve is run.</param>
/// <param name="Speed">How many seconds of the curve pass in one of the run, above 0.</param>
public sealed record TrafficCurve(SaleCurve Curve, TimeSpan From, TimeSpan Length, double Speed)
{
    /// <summary>How long the run takes.</summary>
    public TimeSpan Duration => Length / Speed;

    /// <summary>The moment of the curve that a moment of the run stands for.</summary>
    public TimeSpan At(TimeSpan elapsed) => From + (elapsed * Speed);

    /// <summary>How many shoppers are there at a moment of the run, <paramref name="ordinary"/> being those of an ordinary busy second.</summary>
    public int ShoppersAt(TimeSpan elapsed, int ordinary) => (int)Math.Round(ordinary * Curve.TimesAt(At(elapsed)), MidpointRounding.AwayFromZero);

    /// <summary>The most shoppers there are at once.</summary>
    public int MostShoppers(int ordinary)
    {
        // Between two points the curve is straight, so its highest place is at a point or at an end.
        var times = Curve.Points.Where(point => point.At >= From && point.At <= From + Length).Select(point => point.Times)
            .Append(Curve.TimesAt(From)).Append(Curve.TimesAt(From + Length)).Max();
        return Math.Max(1, (int)Math.Round(ordinary * times, MidpointRounding.AwayFromZero));
    }

    /// <summary>The part of the sale that a moment of the run belongs to.</summary>
    public SaleStage StageAt(TimeSpan elapsed) => At(elapsed) switch
    {
        var at when at < TimeSpan.Zero => SaleStage.PreHeat,
        var at when at < Wall => SaleStage.Wall,
        _ => SaleStage.Tail,
    };

    /// <summary>How long of the curve counts as the wall, from zero hour.</summary>
    internal static TimeSpan Wall { get; } = TimeSpan.FromMinutes(1);
}

/// <summary>The parts of a sale.</summary>
public enum SaleStage
{
    /// <summary>Before zero hour.</summary>
    PreHeat,

    /// <summary>The first minute from zero hour.</summary>
    Wall,

    /// <summary>All after it.</summary>
    Tail,
}
