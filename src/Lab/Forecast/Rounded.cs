using Seawall.Kernel;

namespace Seawall.Lab.Forecast;

/// <summary>Figures with as many digits as they can bear: four.</summary>
internal static class Rounded
{
    public static double Of(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 3);
        return unit >= 1 ? Math.Round(value / unit) * unit : Math.Round(value, Math.Clamp((int)-Math.Log10(unit) + 1, 0, 10));
    }

    public static Interval Of(Interval interval) => new(Of(interval.Low), Of(interval.Value), Of(interval.High));
}
