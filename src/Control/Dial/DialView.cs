using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Control.Changes;
using Seawall.Control.Config;
using Seawall.Control.Dial.Steering;

namespace Seawall.Control.Dial;

/// <summary>The dial as people and programs look at it.</summary>
/// <param name="Revision">Of the config that it was read from.</param>
/// <param name="ByHand">Switches that a step changed and somebody changed since: they stay as they are on the way down.</param>
public sealed record DialView(int Level, int Deepest, long Revision, IReadOnlyList<RungView> Rungs, IReadOnlyList<StepView> Steps, IReadOnlyList<string> ByHand, SteeringView Steering)
{
    public static DialView Of(ConfigSnapshot config, Ladder? ladder, SteeringView steering)
    {
        var state = DialState.Of(config);
        return new DialView(
            state.Level, ladder?.Deepest ?? 0, config.Revision, ladder is null ? [] : [.. ladder.Levels.Select((level, i) => RungView.Of(ladder, level, i))],
            [.. state.Steps.Select(step => new StepView(step.Level, step.At, step.By, step.Reason, step.Changed.Count))],
            [.. state.Steps.SelectMany(step => step.Changed).GroupBy(change => change.Key, StringComparer.Ordinal).Where(changes => !changes.Last().Stands(config[changes.Key])).Select(changes => changes.Key[ConfigKeys.Switch.Length..])],
            steering.Beside(state.Level));
    }
}

/// <summary>A level of the ladder: what it means, and for whom each grade is off on it.</summary>
/// <param name="Off">By grade G1 to G4: <c>*</c> for everybody, else the roles.</param>
public sealed record RungView(int Level, string What, string WhatZh, IReadOnlyDictionary<string, IReadOnlyList<string>> Off)
{
    public const string Everybody = "*";

    public static readonly IReadOnlyList<Grade> Grades = [Grade.G4, Grade.G3, Grade.G2, Grade.G1];

    public static RungView Of(Ladder ladder, LadderLevel level, int number) =>
        new(number, level.What, level.WhatZh, Grades.ToDictionary(grade => grade.ToString(), grade => Words(ladder.ShedAt(number, grade))));

    private static IReadOnlyList<string> Words(Shed shed) => shed.IsAll ? [Everybody] : shed.Roles;
}

/// <summary>A step that was taken.</summary>
public sealed record StepView(int Level, DateTimeOffset At, string By, string Reason, int Switches);

/// <summary>What a move would do to each switch, and what buyers would notice of it.</summary>
/// <param name="ByHand">Switches left as they are: changed by hand since the step, or without on and off.</param>
public sealed record DialPreview(int From, int To, IReadOnlyList<DialPreviewRow> Switches, IReadOnlyList<string> ByHand)
{
    public static DialPreview Of(ConfigSnapshot config, DialMove move, DateTimeOffset now)
    {
        var roles = SwitchRow.RolesOf(config);
        return new DialPreview(
            move.From, move.To, [.. move.Switches.Select(change => DialPreviewRow.Of(config, change, roles, now)).OrderByDescending(row => row.Grade, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)],
            [.. move.Kept.Select(key => key[ConfigKeys.Switch.Length..])]);
    }
}

/// <summary>A switch that a move would change.</summary>
/// <param name="Goes">Roles that lose it; <c>*</c> for everybody.</param>
/// <param name="Comes">Roles that get it back.</param>
/// <param name="Notice">What those who lose it notice.</param>
public sealed record DialPreviewRow(string Key, string Grade, IReadOnlyList<string> Goes, IReadOnlyList<string> Comes, string What, string WhatZh, string Notice, string NoticeZh)
{
    internal static DialPreviewRow Of(ConfigSnapshot config, WantedChange change, IReadOnlyList<string> roles, DateTimeOffset now)
    {
        var (before, after) = (SwitchRow.Read(config.Entries[change.Key], roles, now), SwitchRow.Read(new ConfigEntry(change.Key, change.Value!, 0), roles, now));
        return new DialPreviewRow(
            after.Key, after.Grade, Difference(after, before, roles), Difference(before, after, roles), after.What("en"), after.What("zh"), after.Fallback("en"), after.Fallback("zh"));
    }

    private static IReadOnlyList<string> Difference(SwitchRow more, SwitchRow less, IReadOnlyList<string> roles) =>
        more.OffFor.Except(less.OffFor, StringComparer.Ordinal).ToArray() is var lost && lost.Length > 0 && lost.Length == roles.Count ? [RungView.Everybody] : lost;
}
