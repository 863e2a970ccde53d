using Seawall.Client.Calls;
using Seawall.Client.Dependencies;
using Seawall.Client.Switches;

namespace Seawall.Client.Features;

/// <summary>A named ability of a business with its switch, its grade, and what callers get while it is off.</summary>
/// <remarks>Declared once in a static field; hang it on endpoints by <c>.WithFeature(…)</c>, or ask it in the middle of code.</remarks>
public sealed class Feature
{
    private Feature(Switch handle, Fallback fallback, string? what, Needs needs) => (Switch, Fallback, What, Needs) = (handle, fallback, what, needs);

    public Switch Switch { get; }

    public Fallback Fallback { get; }

    /// <summary>What it does for buyers, in a few words.</summary>
    public string? What { get; }

    /// <summary>What it depends on, and what buyers have of it while that is away.</summary>
    public Needs Needs { get; }

    /// <summary><c>{business}.{name}</c>.</summary>
    public string Key => Switch.Key;

    public Grade Grade => Switch.Grade;

    /// <summary>Whether it is on for the role and the caller of the running call.</summary>
    public bool IsOn => Switch.IsOn;

    /// <summary>Declares a feature and its switch; another declaration of the same key is a fault at start.</summary>
    /// <param name="needs">What it depends on and what buyers have of it without, as <see cref="Dependencies.Needs"/> reads it: <c>database down, cache up</c>.</param>
    public static Feature Define(string key, Grade grade, Fallback fallback, string? what = null, string needs = "")
    {
        var feature = new Feature(Switch.Define(key, grade), fallback, what, Needs.Parse(needs));
        FeatureRegistry.Add(feature);
        return feature;
    }

    /// <summary>Makes it the feature that runs until the scope is disposed: what is called meanwhile counts as its dependency.</summary>
    public CallContext.Scope Enter() => (CallContext.Current with { Feature = Key }).Enter();

    /// <summary>Does the work while the feature is on, else the fallback; the fallback too when the work fails and the declaration says so.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, Func<CancellationToken, Task<T>> fallback, CancellationToken cancellationToken = default)
    {
        if (!IsOn)
        {
            Degraded.Count(this, Degraded.Off);
            return await fallback(cancellationToken);
        }
        try
        {
            using var running = Enter();
            return await work(cancellationToken);
        }
        catch (Exception) when (Fallback.OnFailure && !cancellationToken.IsCancellationRequested)
        {
            Degraded.Count(this, Degraded.Failed);
            return await fallback(cancellationToken);
        }
    }
}
