namespace Seawall.Control.Push;

/// <summary>How the config center pushes.</summary>
public sealed record PushOptions
{
    /// <summary>What services prove themselves with; unset, no service is let in.</summary>
    public string? ClientsToken { get; init; }

    /// <summary>The longest time between two events of a stream; each stream beats at a moment of its own. At most 15 s, 10 s by default.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many new streams are let in a second, those beyond are asked to come again; 2,000 by default.</summary>
    public int StreamsPerSecond { get; init; } = 2000;

    /// <summary>So many streams are open at most; 40,000 by default.</summary>
    public int MostStreams { get; init; } = 40_000;

    /// <summary>How long a reader may leave an event half taken before it is dropped; 10 s by default.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An instance that has not acknowledged the newest revision after this time is a straggler; 3 s by default.</summary>
    public TimeSpan StragglerAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an instance without a stream is remembered; 15 minutes by default.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(15);

    internal PushOptions Checked() =>
        BeatEvery <= TimeSpan.Zero || BeatEvery > TimeSpan.FromSeconds(15) ? throw new ArgumentException($"push.beatEvery: must be 0..15 s, was {BeatEvery}")
        : StreamsPerSecond < 1 ? throw new ArgumentException($"push.streamsPerSecond: must be 1 or more, was {StreamsPerSecond}")
        : this;
}
