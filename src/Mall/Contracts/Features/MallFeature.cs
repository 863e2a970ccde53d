using Seawall.Client.Switches;

namespace Seawall.Mall.Contracts.Features;

/// <summary>A named ability of a business, with all that somebody who turns it off must know.</summary>
public sealed class MallFeature
{
    private MallFeature(Switch handle, LocalText what, LocalText fallback, TimeSpan stalest)
    {
        Switch = handle;
        What = what;
        Fallback = fallback;
        Stalest = stalest;
    }

    /// <summary>Its switch, <c>{business}.{feature}</c>, with the grade.</summary>
    public Switch Switch { get; }

    public string Key => Switch.Key;

    public Grade Grade => Switch.Grade;

    public string Business => Key[..Key.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>What buyers have while it is on.</summary>
    public LocalText What { get; }

    /// <summary>What they have while it is off.</summary>
    public LocalText Fallback { get; }

    /// <summary>How old what the fallback shows may be; zero when it shows nothing that ages.</summary>
    public TimeSpan Stalest { get; }

    /// <summary>Whether the feature is on for the role and caller of the running call.</summary>
    public bool IsOn => Switch.IsOn;

    /// <param name="stalest">In seconds; 0 when the fallback shows nothing that ages.</param>
    internal static MallFeature Define(string key, Grade grade, LocalText what, LocalText fallback, int stalest = 0) =>
        new(Switch.Define(key, grade), what, fallback, TimeSpan.FromSeconds(stalest));
}
