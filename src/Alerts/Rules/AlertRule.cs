namespace Seawall.Alerts.Rules;

/// <summary>What a rule looks at.</summary>
public enum RuleKind
{
    /// <summary>The last value of a series, over or under a limit.</summary>
    Threshold,

    /// <summary>How fast a counter grows, per second over a window.</summary>
    Rate,

    /// <summary>The rate of one counter divided by that of another, such as errors among calls.</summary>
    Ratio,

    /// <summary>No sample for a time.</summary>
    Absence,

    /// <summary>Nothing by itself: it gives owner, plan and outlets to alerts that others notice, by their keys.</summary>
    Signal,
}

/// <summary>One alert rule: the value of <c>alert/{name}</c> in the config center.</summary>
public sealed record AlertRule
{
    public required string Name { get; init; }

    /// <summary>What it watches, for people.</summary>
    public required string What { get; init; }

    public required RuleKind Kind { get; init; }

    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Who must know; never empty.</summary>
    public required string Owner { get; init; }

    /// <summary>What is done about it; never empty.</summary>
    public required string Plan { get; init; }

    /// <summary>The series; empty for a rule of kind signal.</summary>
    public SeriesSelector Series { get; init; } = SeriesSelector.None;

    /// <summary>What a ratio divides by.</summary>
    public SeriesSelector Per { get; init; } = SeriesSelector.None;

    /// <summary>The least rate per second of what a ratio divides by: below it too few calls say nothing. 0 by default.</summary>
    public double AtLeast { get; init; }

    /// <summary>The label whose every value is an alert of its own; empty for one alert over all.</summary>
    public string Each { get; init; } = "";

    /// <summary>Fires above this; null when it fires below a limit.</summary>
    public double? Over { get; init; }

    /// <summary>Fires below this; null when it fires above a limit.</summary>
    public double? Under { get; init; }

    /// <summary>The limit at which it is over, when another than that at which it fires; keeps a value that hovers from flapping.</summary>
    public double? Clear { get; init; }

    /// <summary>How long the limit must be passed, or a sample missing, before it fires.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long all must be well before it is over.</summary>
    public TimeSpan ClearFor { get; init; }

    /// <summary>What a rate is taken over; 1 min by default.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Key of the alert before <c>:</c> and the label's value; the name when unset. Rules of one key prefix make one alert of what they both notice.</summary>
    public string Key
    {
        get => field ?? Name;
        init;
    }

    /// <summary>Which keys a rule of kind signal speaks for, such as <c>process:*</c>.</summary>
    public string Match { get; init; } = "";

    /// <summary>Alerts of one group reach a person as one message; the key when unset.</summary>
    public string Group
    {
        get => field ?? Key;
        init;
    }

    /// <summary>How the summary is worded: <c>{subject}</c>, <c>{value}</c> and <c>{limit}</c> are filled in; <see cref="What"/> with the figures when unset.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The outlets that are told; empty for those that are told of everything.</summary>
    public IReadOnlyList<string> Outlets { get; init; } = [];

    /// <summary>Who is told when nobody acknowledged, by growing time.</summary>
    public IReadOnlyList<EscalationStep> Escalate { get; init; } = [];

    /// <summary>How often it is said again while nobody acknowledged; null for never.</summary>
    public TimeSpan? Repeat { get; init; }
}

/// <summary>Series of one metric whose labels have these values; other labels are summed over.</summary>
public sealed record SeriesSelector(string Metric, IReadOnlyDictionary<string, string> Labels)
{
    public static SeriesSelector None { get; } = new("", new Dictionary<string, string>());
}

/// <summary>Not acknowledged for <paramref name="After"/>: these outlets are told, and the owner is named.</summary>
/// <param name="Owner">Empty for the rule's own.</param>
public sealed record EscalationStep(TimeSpan After, IReadOnlyList<string> Outlets, string Owner);
