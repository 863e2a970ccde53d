using System.Globalization;

namespace Seawall.Control.Dial.Steering;

/// <summary>What the site's figures were in one second; null for what nobody tells.</summary>
/// <param name="QueueWaitMs">The longest wait of any process's requests for their turn.</param>
/// <param name="CpuShare">Of the machine.</param>
/// <param name="ErrorRatio">Of all requests of the last ten seconds.</param>
/// <param name="LatencyMs">The 99th percentile of all requests of the last ten seconds.</param>
public sealed record PressureFigures(double? QueueWaitMs, double? CpuShare, double? ErrorRatio, double? LatencyMs)
{
    public static PressureFigures None { get; } = new(null, null, null, null);
}

/// <summary>How near the site is to overload: the figure that is nearest to its threshold, as a share of that.</summary>
/// <param name="Share">1 and up is overload; 0 when nothing is known.</param>
/// <param name="Words">That figure in words, such as <c>queue wait 34 ms of 20 ms</c>; empty when nothing is known.</param>
public readonly record struct Pressure(double Share, string Words)
{
    public bool IsOver => Share >= 1;

    /// <param name="usualLatencyMs">What latency is against; null while it is not known yet.</param>
    public static Pressure Of(PressureFigures figures, SteeringSettings settings, double? usualLatencyMs)
    {
        var worst = new Pressure(0, "");
        Weigh(ref worst, figures.QueueWaitMs, settings.QueueWaitMs, "queue wait {0:0.#} ms of {1:0.#} ms");
        Weigh(ref worst, figures.CpuShare * 100, settings.CpuShare * 100, "processors {0:0} % of {1:0} %");
        Weigh(ref worst, figures.ErrorRatio * 100, settings.ErrorRatio * 100, "errors {0:0.##} % of {1:0.##} %");
        if (usualLatencyMs is { } usual)
            Weigh(ref worst, figures.LatencyMs, usual * settings.LatencyTimes, "p99 {0:0} ms of {1:0} ms");
        return worst;
    }

    private static void Weigh(ref Pressure worst, double? value, double threshold, string words)
    {
        if (value is { } known && known / threshold > worst.Share)
            worst = new Pressure(known / threshold, string.Format(CultureInfo.InvariantCulture, words, known, threshold));
    }
}
