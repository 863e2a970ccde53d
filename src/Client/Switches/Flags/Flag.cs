using System.Collections.Frozen;
using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>A flag of flagd's schema, read and checked: its variants, and the rule that chooses between them.</summary>
/// <remarks>Source: https://flagd.dev/schema/v0/flags.json and flagd's reference. Immutable; evaluating it needs no lock.</remarks>
public sealed class Flag
{
    private readonly Rule? _targeting;

    internal Flag(string key, bool enabled, FrozenDictionary<string, JsonElement> variants, string? defaultVariant, Rule? targeting, FrozenSet<string> mentions, FlagMetadata metadata)
    {
        (Key, Enabled, Variants, DefaultVariant, _targeting, Mentions, Metadata) = (key, enabled, variants, defaultVariant, targeting, mentions, metadata);
    }

    public string Key { get; }

    /// <summary>False when the default of the code holds, whatever the rest says.</summary>
    public bool Enabled { get; }

    public FrozenDictionary<string, JsonElement> Variants { get; }

    public string? DefaultVariant { get; }

    public FlagMetadata Metadata { get; }

    public bool HasTargeting => _targeting is not null;

    /// <summary>Whether the rule asks about an attribute of the context, as far as one can see before running it.</summary>
    public bool AsksFor(string attribute) => Mentions.Contains(attribute);

    /// <summary>The attributes that the rule asks about.</summary>
    internal FrozenSet<string> Mentions { get; }

    /// <summary>What the flag is for a context at an instant; bounded in work, never throws.</summary>
    public FlagResult Evaluate(FlagContext context, DateTimeOffset now)
    {
        if (!Enabled)
            return new FlagResult(null, null, FlagReason.Disabled);
        if (_targeting is null)
            return DefaultVariant is null ? new FlagResult(null, null, FlagReason.Default) : Chosen(DefaultVariant, FlagReason.Static);

        var run = new RuleRun(Key);
        var answer = _targeting.Evaluate(run, WithFlagd(context, now));
        if (run.TooLong)
            return FlagResult.Failed(FlagErrors.General, $"The rule of {Key} does more work than a rule may.");
        if (run.Ended || answer is null)
            return DefaultVariant is null ? new FlagResult(null, null, FlagReason.Default) : Chosen(DefaultVariant, FlagReason.Default);
        var variant = answer is string or bool or double ? JsonValues.Text(answer) : "";
        return Variants.ContainsKey(variant)
            ? Chosen(variant, run.Split ? FlagReason.Split : FlagReason.TargetingMatch)
            : FlagResult.Failed(FlagErrors.Parse, $"The rule of {Key} chose '{variant}', which is none of its variants.");
    }

    private FlagResult Chosen(string variant, FlagReason reason) => new(variant, Variants[variant], reason);

    private Dictionary<string, object?> WithFlagd(FlagContext context, DateTimeOffset now) => new(context.Attributes, StringComparer.Ordinal)
    {
        ["$flagd"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["flagKey"] = Key, ["timestamp"] = (double)now.ToUnixTimeSeconds() },
    };
}
