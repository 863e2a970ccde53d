using System.Globalization;

namespace Seawall.Lab.Capacity;

/// <summary>Whether a step's figures may be used.</summary>
public readonly record struct StepVerdict(double LittleError, bool Valid, string? Why);

/// <summary>
/// The rules every load step is held to. Little's law, N = X·R (J. D. C. Little, Operations Research 9(3), 1961), has to hold within 5 %, or something
/// between the counters is lost; and the generator must not be what was measured. A step that fails is kept and marked, never a reason to stop.
/// </summary>
public static class StepRules
{
    public const double MostLittleError = 0.05;
    public const double MostGeneratorCpu = 0.70;

    /// <param name="concurrency">Requests in flight, on average.</param>
    /// <param name="perSecond">Requests answered a second.</param>
    /// <param name="meanMicros">Mean time of one in microseconds.</param>
    /// <param name="generatorCpu">Share of its cores that the generator used, 0..1.</param>
    /// <param name="dropped">Requests of the schedule that were never sent.</param>
    public static StepVerdict Judge(double concurrency, double perSecond, double meanMicros, double generatorCpu, long dropped = 0)
    {
        double little = concurrency <= 0 ? 1 : Math.Abs(concurrency - (perSecond * meanMicros / 1e6)) / concurrency;
        string? why = perSecond <= 0 ? "nothing was answered"
            : dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $"{dropped} were due and never sent: all lanes were busy")
            : generatorCpu >= MostGeneratorCpu ? string.Create(CultureInfo.InvariantCulture, $"the generator used {generatorCpu:0%} of its core")
            : little > MostLittleError ? string.Create(CultureInfo.InvariantCulture, $"Little's law is off by {little:0.0%}: {concurrency:0.0} in flight, {perSecond * meanMicros / 1e6:0.0} accounted for")
            : null;
        return new StepVerdict(little, why is null, why);
    }
}
