using Seawall.Kernel;

namespace Seawall.Lab.Http;

/// <summary>What one run of the engine came to; counts are of requests whose intended start lies in the measured part.</summary>
internal sealed record LoadOutcome
{
    /// <summary>The measured part, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The part of the schedule that counts, in seconds; the measured part is as long but for what the machine was late.</summary>
    public required double Scheduled { get; init; }

    /// <summary>Requests that were to be sent.</summary>
    public required long Offered { get; init; }

    public required IReadOnlyList<LoadMeasure> Interfaces { get; init; }

    public required LoadMeasure All { get; init; }

    public required LoadTimeline Timeline { get; init; }

    /// <summary>Requests under way on average.</summary>
    public required double MeanInFlight { get; init; }

    /// <summary>Requests that ended within the measured part, whenever they were sent.</summary>
    public required long Ended { get; init; }

    /// <summary>Requests that ended at all, warm-up and drain included.</summary>
    public required long EndedInAll { get; init; }

    /// <summary>Sum of their times from the send, in microseconds.</summary>
    public required long EndedMicros { get; init; }

    /// <summary>How late requests left that found a free connection: the generator's own lateness.</summary>
    public required LatencyHistogram Lateness { get; init; }

    /// <summary>Processor seconds of this process in the measured part.</summary>
    public required double GeneratorSeconds { get; init; }

    /// <summary>Connections that had to be made anew.</summary>
    public required long Reconnects { get; init; }

    /// <summary>How far the sending thread could be raised above others; null when it could not.</summary>
    public string? Raised { get; init; }

    public bool Interrupted { get; init; }

    /// <summary>What was answered in a second of the measured part.</summary>
    public double PerSecond => Seconds <= 0 ? 0 : Ended / Seconds;

    public double OfferedPerSecond => Scheduled <= 0 ? 0 : Offered / Scheduled;

    /// <summary>Processor time of this process in seconds a second: 1 is one busy core.</summary>
    public double GeneratorCpu => Seconds <= 0 ? 0 : GeneratorSeconds / Seconds;

    /// <summary>How far what was under way is from rate × mean time (Little's law), as a share.</summary>
    public double LittleError => MeanInFlight <= 0 ? 0 : Math.Abs(MeanInFlight - (EndedMicros / 1e6 / Seconds)) / MeanInFlight;
}
