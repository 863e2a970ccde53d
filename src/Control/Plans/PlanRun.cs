using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Client.Config;

namespace Seawall.Control.Plans;

/// <summary>How a plan stands: the value of <c>run/{id}</c> in the config center. What follows from the day and the build, such as being stale, is not in it.</summary>
internal sealed record PlanRun
{
    private const int MostPast = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The last rehearsal that went well; null when there was none.</summary>
    public PlanRehearsal? Rehearsal { get; init; }

    /// <summary>Who agreed that it may run, each person once.</summary>
    public IReadOnlyList<PlanArming> Armed { get; init; } = [];

    /// <summary>The time it runs, or ran last; null when it never did.</summary>
    public PlanActivation? Last { get; init; }

    /// <summary>The former ones, the newest first.</summary>
    public IReadOnlyList<PlanActivation> Past { get; init; } = [];

    /// <summary>Reads an entry. The revision that put the newest stage in force is the entry's own until something is noted there.</summary>
    public static PlanRun Of(ConfigEntry? entry)
    {
        var run = entry is null ? new PlanRun() : Parse(entry.Value);
        return run.Last is { Stages: [.., { Revision: 0 }] } last
            ? run with { Last = last with { Stages = [.. last.Stages.SkipLast(1), last.Stages[^1] with { Revision = entry!.Revision }] } }
            : run;
    }

    public static PlanRun Parse(string json) => JsonSerializer.Deserialize<PlanRun>(json, Json) ?? new PlanRun();

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The time that was wanted under a name; null when there was none.</summary>
    public PlanActivation? Find(string? idempotency) => idempotency is null ? null : Past.Prepend(Last).FirstOrDefault(activation => activation?.Idempotency == idempotency);

    /// <summary>Begins another time; the former one is remembered, its stages left out. What was agreed to is used up.</summary>
    public PlanRun Begin(PlanActivation activation) => this with
    {
        Last = activation,
        Past = Last is null ? Past : [Last with { Stages = [], Keys = [], Ran = [], Started = [] }, .. Past.Take(MostPast - 1)],
        Armed = [],
    };
}

/// <summary>A drill in which the plan did what it is for.</summary>
/// <param name="Evidence">Where its report is.</param>
public sealed record PlanRehearsal(string Build, DateTimeOffset At, string Drill, string Evidence, string By, string Definition);

/// <summary>A person's word that the plan may run.</summary>
/// <param name="Seconds">Whether that person may agree for what takes two persons.</param>
public sealed record PlanArming(string By, bool Seconds, DateTimeOffset At, string Reason, string Definition);

/// <summary>One time a plan runs.</summary>
public sealed record PlanActivation
{
    public required int Number { get; init; }

    public required PlanPhase Phase { get; init; }

    public required string Actor { get; init; }

    public required string Reason { get; init; }

    /// <summary>The second person; null for nobody.</summary>
    public string? AgreedBy { get; init; }

    /// <summary>The same wish again is this one.</summary>
    public string? Idempotency { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>The moment at which it is to come into force; null for as soon as all hold it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Why it goes out step by step; null when it goes out at once.</summary>
    public string? StagedWhy { get; init; }

    public required string Definition { get; init; }

    /// <summary>The stages in force, the first first.</summary>
    public IReadOnlyList<PlanStage> Stages { get; init; } = [];

    /// <summary>The keys it changes.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Instances that ran before it, of services that it adds some to.</summary>
    public IReadOnlyList<string> Ran { get; init; } = [];

    /// <summary>Instances that were started for it; they are ended after it.</summary>
    public IReadOnlyList<string> Started { get; init; } = [];

    /// <summary>When it is undone by itself; null for not.</summary>
    public DateTimeOffset? RevertAt { get; init; }

    /// <summary>What the newest check said.</summary>
    public string? Checked { get; init; }

    /// <summary>Who undid it and why, or why it did not come about; null while it runs.</summary>
    public PlanEnd? End { get; init; }

    public bool IsGoing => Phase is not (PlanPhase.Undone or PlanPhase.Failed);
}

/// <summary>A step by which a plan comes into force.</summary>
/// <param name="Revision">The revision that put it in force; 0 in the entry of that revision itself.</param>
public sealed record PlanStage(string Name, DateTimeOffset At, long Revision);

/// <summary>How it ended.</summary>
/// <param name="Kept">Keys that somebody changed meanwhile: they are left as that person left them.</param>
/// <param name="UndoChecked">What the check after undoing said; null while it is being looked at, and when nothing was in force.</param>
public sealed record PlanEnd(string By, string Why, DateTimeOffset At, IReadOnlyList<string> Kept, bool? UndoHeld, string? UndoChecked);

public enum PlanPhase
{
    /// <summary>It is decided and not in force yet.</summary>
    Starting,

    /// <summary>A stage is in force and being looked at.</summary>
    Checking,

    /// <summary>All of it is in force and its check held.</summary>
    Active,

    /// <summary>It is decided that it ends; it is in force still.</summary>
    Undoing,

    /// <summary>All is as it was, but for what somebody changed meanwhile.</summary>
    Undone,

    /// <summary>It did not come into force.</summary>
    Failed,
}
