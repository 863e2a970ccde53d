using Seawall.Kernel;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Capacity;

/// <summary>The slices of one step added up.</summary>
internal sealed class StepCounts(int digests)
{
    private readonly List<double> _rates = [];

    public LatencyHistogram Latency { get; } = new();
    public LatencyHistogram Corrected { get; } = new();
    public long[] DigestStatements { get; } = new long[digests];
    public double[] DigestMicros { get; } = new double[digests];
    public double Seconds { get; private set; }
    public long Statements { get; private set; }

    /// <summary>Failures that the load makes: deadlocks, timeouts, refused resources, lost connections.</summary>
    public long LoadErrors { get; private set; }

    /// <summary>Failures the log did not have and the load does not make, such as inserting what a pass before has inserted.</summary>
    public long OtherErrors { get; private set; }
    public long UnitsDropped { get; private set; }
    public double InFlight { get; private set; }
    public double Around { get; private set; }
    public double GeneratorCpu { get; private set; }

    /// <summary>A step of which only these figures are known.</summary>
    public static StepCounts Of(double seconds, double generatorCpu, long[] digestStatements, double[] digestMicros)
    {
        var counts = new StepCounts(digestStatements.Length) { Seconds = seconds, GeneratorCpu = generatorCpu, Statements = digestStatements.Sum() };
        digestStatements.CopyTo(counts.DigestStatements, 0);
        digestMicros.CopyTo(counts.DigestMicros, 0);
        return counts;
    }

    public double PerSecond => Seconds <= 0 ? 0 : Statements / Seconds;

    /// <summary>Mean and 95 % interval of the slices' rates, taken as independent.</summary>
    public Interval RateInterval
    {
        get
        {
            double mean = PerSecond;
            double spread = _rates.Count < 2 ? 0 : Math.Sqrt(_rates.Sum(r => (r - mean) * (r - mean)) / (_rates.Count - 1) / _rates.Count);
            return new Interval(Math.Max(0, mean - (2 * spread)), mean, mean + (2 * spread));
        }
    }

    public void Add(LoadSlice slice)
    {
        double before = Seconds;
        Seconds += slice.Seconds;
        Statements += slice.Comparison.Statements;
        _rates.Add(slice.Comparison.Statements / slice.Seconds);
        Latency.Add(slice.Comparison.Latency);
        Corrected.Add(slice.Corrected);
        for (int i = 0; i < DigestStatements.Length; i++)
        {
            if (slice.Comparison.Digests[i].Replayed is { } replayed)
            {
                DigestStatements[i] += replayed.Count;
                DigestMicros[i] += replayed.Sum;
            }
        }

        long byLoad = slice.Comparison.Samples.Where(s => IsOfLoad(s.SqlState)).Sum(s => s.Count);
        LoadErrors += byLoad + slice.UnitsCut;
        OtherErrors += Math.Max(0, slice.Comparison.NewErrors + slice.Comparison.OtherErrors - byLoad);
        UnitsDropped += slice.UnitsDropped;
        InFlight = Weigh(InFlight, slice.InFlight);
        Around = Weigh(Around, slice.Around);
        GeneratorCpu = Weigh(GeneratorCpu, slice.GeneratorCpu);

        double Weigh(double mean, double next) => ((mean * before) + (next * slice.Seconds)) / Seconds;
    }

    /// <summary>Classes 40 (rollback), 53 (resources), 55 (lock not available), 57 (operator, timeouts), 58 (system).</summary>
    private static bool IsOfLoad(string sqlState) => sqlState.Length == 5 && sqlState[..2] is ("40" or "53" or "55" or "57" or "58");
}
