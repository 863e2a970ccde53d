using Seawall.Lab.Packing;

namespace Seawall.Lab.Capacity;

/// <summary>
/// Service demand of each fingerprint, D = U ÷ X (utilisation law): of the processor by the server's own clock, divided by how often each was seen running;
/// of disk and locks by Little's law, mean number seen waiting ÷ rate.
/// </summary>
internal static class Demands
{
    /// <summary>Fewer looks than this at running statements say less than their latencies do.</summary>
    private const int EnoughLooks = 50;

    public static IReadOnlyList<DigestDemand> Of(MeasuredStep step, Manifest manifest)
    {
        ActivitySamples seen = step.Use.Activity;
        StepCounts counts = step.Counts;
        double looks = Math.Max(1, seen.Looks);
        double cores = step.Use.ServerCores ?? seen.Mean(Waiting.ForCpu);
        bool byLooks = seen.Count(Waiting.ForCpu) >= EnoughLooks;
        double allRunning = byLooks ? seen.Count(Waiting.ForCpu) : counts.DigestMicros.Sum();
        var demands = new List<DigestDemand>();
        for (int i = 0; i < manifest.Digests.Count; i++)
        {
            if (counts.DigestStatements[i] == 0)
            {
                continue;
            }

            string fingerprint = manifest.Digests[i].Fingerprint;
            double rate = counts.DigestStatements[i] / counts.Seconds;
            long[]? own = seen.ByDigest.GetValueOrDefault(fingerprint);
            double running = byLooks ? own?[(int)Waiting.ForCpu] ?? 0 : counts.DigestMicros[i];
            demands.Add(new DigestDemand
            {
                Fingerprint = fingerprint,
                Sql = manifest.Digests[i].Sql,
                PerSecondAtKnee = rate,
                CpuMicros = allRunning <= 0 ? 0 : cores * running / allRunning / rate * 1e6,
                IoMicros = (own?[(int)Waiting.ForIo] ?? 0) / looks / rate * 1e6,
                LockMicros = (own?[(int)Waiting.ForLock] ?? 0) / looks / rate * 1e6,
                MeanMicros = counts.DigestMicros[i] / counts.DigestStatements[i],
                ShareOfLimit = 0,
            });
        }

        return ByShare(demands, d => d.CpuMicros);
    }

    /// <summary>With the shares of the resource that the verdict named, and in their order.</summary>
    public static IReadOnlyList<DigestDemand> For(string resource, IReadOnlyList<DigestDemand> demands) => ByShare(demands, resource switch
    {
        "locks" or "hot-row" => d => d.LockMicros,
        "io" => d => d.IoMicros,
        "outside" => d => Math.Max(0, d.MeanMicros - d.CpuMicros - d.IoMicros - d.LockMicros),
        _ => d => d.CpuMicros,
    });

    private static DigestDemand[] ByShare(IReadOnlyList<DigestDemand> demands, Func<DigestDemand, double> of)
    {
        double all = demands.Sum(d => of(d) * d.PerSecondAtKnee);
        return [.. demands.Select(d => d with { ShareOfLimit = all <= 0 ? 0 : of(d) * d.PerSecondAtKnee / all }).OrderByDescending(d => d.ShareOfLimit)];
    }
}
