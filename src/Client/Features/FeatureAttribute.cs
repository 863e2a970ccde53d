using Seawall.Client.Switches;

namespace Seawall.Client.Features;

/// <summary>Says on a handler which feature it is: <c>[Feature("catalog.recommend", Grade.G3, Fallback = FallbackKind.LastGood, MaxStalenessSeconds = 300)]</c>.</summary>
/// <param name="name"><c>{business}.{name}</c>, or the name alone in a service that is called as its business.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class FeatureAttribute(string name, Grade grade) : Attribute
{
    public string Name => name;

    public Grade Grade => grade;

    public FallbackKind Fallback { get; init; }

    /// <summary>What it depends on and what buyers have of it without: <c>database down, cache up</c>.</summary>
    public string Needs { get; init; } = "";

    /// <summary>How old a last good answer may be, in seconds; must be set for <see cref="FallbackKind.LastGood"/>.</summary>
    public int MaxStalenessSeconds { get; init; }

    /// <summary>The JSON of <see cref="FallbackKind.Empty"/>; 204 when unset.</summary>
    public string? Json { get; init; }

    /// <summary>For <see cref="FallbackKind.Static"/>: a static method beside the handler, <c>IResult M(HttpContext)</c> or <c>Task&lt;IResult&gt; M(HttpContext)</c>.</summary>
    public string? Static { get; init; }

    /// <summary>The fallback answers too when the handler fails; true by default for the last good answer.</summary>
    public bool OnFailure
    {
        get => field || Fallback == FallbackKind.LastGood;
        init;
    }

    /// <summary>The answers are the same for everybody.</summary>
    public bool Shared { get; init; }
}
