namespace Seawall.Lab.Http;

/// <summary>
/// When requests are meant to start, in microseconds from the start of the run and never earlier than the one before. The times are absolute:
/// a late request does not make the next one late.
/// </summary>
public abstract class ArrivalSchedule
{
    /// <summary>What <see cref="Next"/> says when no request is left.</summary>
    public const long Over = long.MaxValue;

    /// <summary>The next intended start; <see cref="Over"/> when there is none.</summary>
    public abstract long Next();

    /// <summary>Evenly spaced, <paramref name="perSecond"/> a second, for ever.</summary>
    public static ArrivalSchedule Constant(double perSecond) => new ConstantArrivals(perSecond);

    /// <summary>As independent users arrive: exponential gaps with the mean rate <paramref name="perSecond"/>.</summary>
    public static ArrivalSchedule Poisson(double perSecond, Random random) => new PoissonArrivals(perSecond, random);

    /// <summary>A rate that changes with time, given a second from the start; exponential gaps with a <paramref name="random"/>, else even ones.</summary>
    public static ArrivalSchedule Curve(Func<TimeSpan, double> perSecondAt, TimeSpan length, Random? random) => new CurveArrivals(perSecondAt, length, random);

    /// <summary>At the times given, in microseconds from the start, ascending.</summary>
    public static ArrivalSchedule At(IReadOnlyList<long> times) => new RecordedArrivals(times);

    private sealed class ConstantArrivals(double perSecond) : ArrivalSchedule
    {
        private readonly double _gap = 1e6 / perSecond;
        private long _index;

        public override long Next() => (long)(_index++ * _gap);
    }

    private sealed class PoissonArrivals(double perSecond, Random random) : ArrivalSchedule
    {
        private readonly double _mean = 1e6 / perSecond;
        private double _time;

        public override long Next() => (long)(_time += _mean * Exponential(random));
    }

    private sealed class RecordedArrivals(IReadOnlyList<long> times) : ArrivalSchedule
    {
        private int _index;

        public override long Next() => _index < times.Count ? times[_index++] : Over;
    }

    /// <summary>Each request takes an area of one (or of an exponential) under the curve of the rate, which is held constant within 10 ms.</summary>
    private sealed class CurveArrivals : ArrivalSchedule
    {
        private const double Slice = 10_000;
        private readonly double[] _perMicro;
        private readonly Random? _random;
        private double _time;

        public CurveArrivals(Func<TimeSpan, double> perSecondAt, TimeSpan length, Random? random)
        {
            _random = random;
            _perMicro = new double[(int)Math.Ceiling(length.TotalMicroseconds / Slice)];
            for (int i = 0; i < _perMicro.Length; i++)
            {
                _perMicro[i] = Math.Max(0, perSecondAt(TimeSpan.FromMicroseconds((i + 0.5) * Slice))) / 1e6;
            }
        }

        public override long Next()
        {
            double wanted = _random is null ? 1 : Exponential(_random);
            for (int slice = (int)(_time / Slice); slice < _perMicro.Length; slice++)
            {
                double end = (slice + 1) * Slice;
                double area = (end - _time) * _perMicro[slice];
                if (area >= wanted && _perMicro[slice] > 0)
                {
                    _time += wanted / _perMicro[slice];
                    return (long)_time;
                }

                wanted -= area;
                _time = end;
            }

            return Over;
        }
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
