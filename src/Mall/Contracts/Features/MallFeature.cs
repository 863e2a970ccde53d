using Seawall.Client.Dependencies;
using Seawall.Client.Features;
using Seawall.Client.Switches;

namespace Seawall.Mall.Contracts.Features;

/// <summary>A named ability of a business, with all that somebody who turns it off must know.</summary>
public sealed class MallFeature
{
    private MallFeature(Feature feature, LocalText what, LocalText fallback, TimeSpan stalest)
    {
        Feature = feature;
        What = what;
        Fallback = fallback;
        Stalest = stalest;
    }

    /// <summary>What endpoints carry: off, an interface refuses with the code <c>feature_off</c>, and pages leave the part out.</summary>
    public Feature Feature { get; }

    /// <summary><c>{business}.{feature}</c>; the key of its switch too.</summary>
    public string Key => Feature.Key;

    public Grade Grade => Feature.Grade;

    public string Business => Key[..Key.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>What buyers have while it is on.</summary>
    public LocalText What { get; }

    /// <summary>What they have while it is off.</summary>
    public LocalText Fallback { get; }

    /// <summary>How old what the fallback shows may be; zero when it shows nothing that ages.</summary>
    public TimeSpan Stalest { get; }

    /// <summary>What it depends on, and what buyers have of it while that is away.</summary>
    public Needs Needs => Feature.Needs;

    /// <summary>Whether the feature is on for the role and caller of the running call.</summary>
    public bool IsOn => Feature.IsOn;

    /// <param name="needs">What it depends on and what buyers have of it without: <c>database down, cache up</c>; empty for what only changes how another feature asks.</param>
    /// <param name="stalest">In seconds; 0 when the fallback shows nothing that ages.</param>
    internal static MallFeature Define(string key, Grade grade, LocalText what, LocalText fallback, string needs, int stalest = 0) => new(
        Feature.Define(key, grade, grade == Grade.G0 ? Client.Features.Fallback.None : Client.Features.Fallback.Code(fallback.En), what.En, needs),
        what, fallback, TimeSpan.FromSeconds(stalest));
}
