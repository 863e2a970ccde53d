using Seawall.Kernel.Curves;

namespace Seawall.Lab.Http;

/// <summary>How requests are sent.</summary>
public sealed record HttpLoadOptions
{
    /// <summary>Requests a second, above 0; null sends back to back on every connection. With a <see cref="Curve"/> the rate of an ordinary busy second.</summary>
    public double? Rate { get; init; }

    /// <summary>As independent users arrive, rather than evenly.</summary>
    public bool Poisson { get; init; }

    /// <summary>The rate follows this curve from <see cref="From"/>.</summary>
    public SaleCurve? Curve { get; init; }

    /// <summary>Where on the curve the run begins, from zero hour.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Recorded requests come this many times as fast, above 0.</summary>
    public double Times { get; init; } = 1;

    /// <summary>Connections to each address, 1..10000.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>How long it is measured; null for recorded requests means to their end, otherwise 10 s.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Sent before and not counted.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Due requests that may wait for a free connection, by address.</summary>
    public int Queue { get; init; } = 100_000;

    /// <summary>Seed of every choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Length of an open step of a ramp; closed ones take half of it.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the 99th percentile from the intended start may be in a ramp.</summary>
    public TimeSpan Slo { get; init; } = TimeSpan.FromMilliseconds(200);
}
