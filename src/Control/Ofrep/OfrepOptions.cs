namespace Seawall.Control.Ofrep;

/// <summary>How flags are evaluated for programs in other languages, by the OpenFeature Remote Evaluation Protocol.</summary>
public sealed record OfrepOptions
{
    /// <summary>What callers prove themselves with, as <c>Authorization: Bearer</c> or <c>X-API-Key</c>; none lets nobody in.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The origins whose pages may ask, such as <c>https://shop.example</c>; none by default.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>So many requests a second from one address, and at most as many at once again; 200 by default.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>So many event streams are open at most; 2,000 by default.</summary>
    public int MostStreams { get; init; } = 2000;

    /// <summary>An event stream that has nothing to say says so after this time, so that no proxy takes it for dead; 15 s by default.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(15);
}
