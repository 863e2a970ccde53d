using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Capacity;

/// <summary>How much the log asked of its database at its busiest.</summary>
internal static class LoggedPeak
{
    /// <summary>Statements begun in the busiest second of the log's clock; a log shorter than a second counts as one second.</summary>
    public static double PerSecond(ReplayPlan plan)
    {
        var seconds = new Dictionary<long, int>();
        foreach (ref readonly UnitRef unit in plan.Units)
        {
            ReadOnlySpan<byte> bytes = plan.Bytes(unit);
            var record = new LaneUnit(bytes);
            int at = record.FirstStep;
            for (int i = 0; i < record.Steps; i++)
            {
                var step = new LaneStep(bytes[at..]);
                for (int k = 0; k < step.Statements; k++)
                {
                    long second = step.Statement(k).StartMicros / 1_000_000;
                    seconds[second] = seconds.GetValueOrDefault(second) + 1;
                }

                at += step.Length;
            }
        }

        return seconds.Count == 0 ? 0 : seconds.Values.Max();
    }
}
