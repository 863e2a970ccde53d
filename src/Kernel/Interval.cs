namespace Seawall.Kernel;

/// <summary>An estimate and the range it lies in; <c>Low ≤ Value ≤ High</c>, all in the unit of what is estimated.</summary>
public readonly record struct Interval(double Low, double Value, double High)
{
    /// <summary>A value known exactly.</summary>
    public static Interval Exactly(double value) => new(value, value, value);

    public static Interval operator *(Interval interval, double factor) => factor >= 0
        ? new(interval.Low * factor, interval.Value * factor, interval.High * factor)
        : new(interval.High * factor, interval.Value * factor, interval.Low * factor);

    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The middle and the shares <paramref name="tail"/> and 1 − <paramref name="tail"/> of a sample, which is sorted in place; at least one value.</summary>
    public static Interval OfSample(double[] sample, double tail = 0.05)
    {
        Array.Sort(sample);
        return new(At(sample, tail), At(sample, 0.5), At(sample, 1 - tail));
    }

    // Linear between the two nearest of the sorted sample.
    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
