using Seawall.Kernel;

namespace Seawall.Lab.Forecast;

/// <summary>Calls a second by moment and path, with their sums.</summary>
internal sealed class RateTable
{
    private readonly Timeline _timeline;
    private readonly ForecastOptions _options;
    private readonly float[][] _rates;
    private Interval? _peak;
    private int? _peakAt;

    public RateTable(string name, Timeline timeline, ForecastOptions options)
    {
        (Name, _timeline, _options) = (name, timeline, options);
        _rates = [.. timeline.Moments.Select(_ => new float[options.Paths])];
        Calls = new double[options.Paths];
    }

    public string Name { get; }

    /// <summary>Calls of the whole time, by path.</summary>
    public double[] Calls { get; }

    /// <summary>Rates of a moment, by its number, by path.</summary>
    public ReadOnlySpan<float> this[int moment] => _rates[moment];

    public int PeakAt => _peakAt ??= _timeline.Moments[PeakMoment];

    /// <summary>Number of the moment with the highest middle rate.</summary>
    public int PeakMoment
    {
        get
        {
            (int best, double most) = (0, -1);
            for (int i = 0; i < _rates.Length; i++)
            {
                double mean = 0;
                foreach (float rate in _rates[i])
                {
                    mean += rate;
                }

                (best, most) = mean > most ? (i, mean) : (best, most);
            }

            return best;
        }
    }

    /// <summary>The rate expected of the busiest second, wherever a path has it.</summary>
    public Interval PeakPerSecond => _peak ??= Forecaster.OfSample(Peaks(), _options);

    public static RateTable Of(BusinessFuture future, Timeline timeline, ForecastOptions options, double[] height)
    {
        var table = new RateTable(future.Name, timeline, options);
        double[] rates = new double[options.Paths];
        for (int i = 0; i < table._rates.Length; i++)
        {
            int at = timeline.Moments[i];
            int length = (i + 1 < table._rates.Length ? timeline.Moments[i + 1] : timeline.End) - at;
            future.RatesAt(at, height, rates);
            for (int p = 0; p < rates.Length; p++)
            {
                table._rates[i][p] = (float)rates[p];
                table.Calls[p] += rates[p] * length;
            }
        }

        return table;
    }

    public void Add(RateTable other)
    {
        for (int i = 0; i < _rates.Length; i++)
        {
            Add(i, other._rates[i], _ => 1);
        }

        for (int p = 0; p < Calls.Length; p++)
        {
            Calls[p] += other.Calls[p];
        }
    }

    /// <summary>Adds another load, each path by its own weight.</summary>
    public void Add(RateTable other, double[] weights)
    {
        for (int i = 0; i < _rates.Length; i++)
        {
            Add(i, other._rates[i], p => weights[p]);
        }
    }

    public Interval GrowthOf(IReadOnlyList<BusinessFuture> futures, ForecastOptions options)
    {
        // Growth of the sum: that of each by its part of the busy seconds.
        double[] growth = new double[options.Paths];
        for (int p = 0; p < growth.Length; p++)
        {
            double busy = futures.Sum(f => f.Busy[p]);
            growth[p] = busy == 0 ? 1 : futures.Sum(f => f.Busy[p] * f.Growth[p]) / busy;
        }

        return Forecaster.OfSample(growth, options);
    }

    /// <summary>The interval of every moment, wider by the noise of counting in one second.</summary>
    public DemandSeries Series(Func<double, double> noiseOfSecond)
    {
        (double[] low, double[] value, double[] high) = (new double[_rates.Length], new double[_rates.Length], new double[_rates.Length]);
        for (int i = 0; i < _rates.Length; i++)
        {
            Interval rate = Forecaster.OfSample(_rates[i].Select(r => (double)r), _options);
            double noise = noiseOfSecond(rate.Value);
            low[i] = Rounded.Of(Math.Max(0, rate.Value - Math.Sqrt(Square(rate.Value - rate.Low) + Square(noise))));
            value[i] = Rounded.Of(rate.Value);
            high[i] = Rounded.Of(rate.Value + Math.Sqrt(Square(rate.High - rate.Value) + Square(noise)));
        }

        return new DemandSeries { Low = low, Value = value, High = high };
    }

    /// <summary>The greatest rate of each path.</summary>
    public double[] Peaks()
    {
        double[] peaks = new double[Calls.Length];
        foreach (float[] rates in _rates)
        {
            for (int p = 0; p < peaks.Length; p++)
            {
                peaks[p] = Math.Max(peaks[p], rates[p]);
            }
        }

        return peaks;
    }

    private void Add(int moment, float[] rates, Func<int, double> weight)
    {
        for (int p = 0; p < rates.Length; p++)
        {
            _rates[moment][p] += (float)(rates[p] * weight(p));
        }
    }

    private static double Square(double value) => value * value;
}
