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

/// <summary>The figures that the dial is steered by.</summary>
public enum PressureKind
{
    /// <summary>Nothing is known.</summary>
    None,

    /// <summary>In milliseconds.</summary>
    QueueWait,

    /// <summary>In per cent.</summary>
    Processors,

    /// <summary>In per cent.</summary>
    Errors,

    /// <summary>In milliseconds.</summary>
    Latency,
}

/// <summary>How near the site is to overload: the figure that is nearest to its threshold.</summary>
/// <param name="Value">In the unit of its kind, as the threshold.</param>
public readonly record struct Pressure(PressureKind Kind, double Value, double Threshold)
{
    /// <summary>1 and up is overload; 0 when nothing is known.</summary>
    public double Share => Kind == PressureKind.None ? 0 : Value / Threshold;

    public bool IsOver => Share >= 1;

    /// <summary>In words, such as <c>queue wait 34 ms of 20 ms</c>; empty when nothing is known.</summary>
    public string Words => Kind switch
    {
        PressureKind.QueueWait => Told("queue wait {0:0.#} ms of {1:0.#} ms"),
        PressureKind.Processors => Told("processors {0:0} % of {1:0} %"),
        PressureKind.Errors => Told("errors {0:0.##} % of {1:0.##} %"),
        PressureKind.Latency => Told("p99 {0:0} ms of {1:0} ms"),
        _ => "",
    };

    /// <param name="usualLatencyMs">What latency is against; null while it is not known yet.</param>
    public static Pressure Of(PressureFigures figures, SteeringSettings settings, double? usualLatencyMs)
    {
        var worst = default(Pressure);
        Weigh(ref worst, PressureKind.QueueWait, figures.QueueWaitMs, settings.QueueWaitMs);
        Weigh(ref worst, PressureKind.Processors, figures.CpuShare * 100, settings.CpuShare * 100);
        Weigh(ref worst, PressureKind.Errors, figures.ErrorRatio * 100, settings.ErrorRatio * 100);
        Weigh(ref worst, PressureKind.Latency, usualLatencyMs is null ? null : figures.LatencyMs, (usualLatencyMs ?? 1) * settings.LatencyTimes);
        return worst;
    }

    private string Told(string words) => string.Format(CultureInfo.InvariantCulture, words, Value, Threshold);

    private static void Weigh(ref Pressure worst, PressureKind kind, double? value, double threshold)
    {
        if (value is { } known && known / threshold > worst.Share)
            worst = new Pressure(kind, known, threshold);
    }
}
