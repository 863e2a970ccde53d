namespace Seawall.Lab.Http;

/// <summary>One run of the engine.</summary>
internal sealed record LoadPlan
{
    /// <summary>When requests are meant to start; null for a closed loop, in which every connection sends again as soon as it was answered.</summary>
    public ArrivalSchedule? Arrivals { get; init; }

    /// <summary>The share of an interface at a time from the start of the run, when shares change with time; null when they stay.</summary>
    public Func<int, TimeSpan, double>? ShareAt { get; init; }

    /// <summary>Connections to each address, 1..65535. In a closed loop also the number of requests under way.</summary>
    public required int Connections { get; init; }

    /// <summary>How long requests start that count.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long requests start before that which do not.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Due requests that may wait for a free connection, by address; what comes on top is shed and counted.</summary>
    public int QueueLimit { get; init; } = 100_000;

    /// <summary>A request without an answer for this long from its send has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks for the sending thread to go before all others. Right for a slow schedule on a busy machine; at thousands of requests a second it would
    /// push a server on the same processors aside after each of its answers.
    /// </summary>
    public bool Raise { get; init; }

    /// <summary>How long the end waits for what is still under way or waiting.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A load that can't be made for a reason its user can mend.</summary>
public sealed class HttpLoadRefusedException(string message) : Exception(message);
