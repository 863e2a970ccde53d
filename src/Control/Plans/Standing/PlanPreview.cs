using Seawall.Client.Config;
using Seawall.Control.Changes;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Plans.Actions;
using Seawall.Control.Push;

namespace Seawall.Control.Plans.Standing;

/// <summary>What running a plan now would do, nothing being done.</summary>
/// <param name="Revision">The newest revision now.</param>
/// <param name="Faults">Why it can't run as it stands; empty when it can.</param>
/// <param name="Conflicts">Keys that something else holds: another plan that runs, a value on trial.</param>
/// <param name="NeedsSecond">Why a second person must agree; null when none must.</param>
/// <param name="StagedWhy">Why it goes out step by step; null when it goes out at once.</param>
/// <param name="Roles">Whose requests are served otherwise; empty for everybody's.</param>
public sealed record PlanPreview(
    string Id, long Revision, IReadOnlyList<PreviewedKey> Keys, IReadOnlyList<string> AsWanted, IReadOnlyList<KeyFault> Faults, IReadOnlyList<PreviewedConflict> Conflicts,
    string? NeedsSecond, string? StagedWhy, IReadOnlyList<string> Stages, IReadOnlyList<string> Businesses, IReadOnlyList<string> Grades, IReadOnlyList<string> Roles, PreviewedReach Reach)
{
    internal static PlanPreview Of(KnownPlan known, PlanBook book, ConfigSnapshot config, ConfigChecks checks, ChangeGuard guard, PlanStanding standing, FleetView? fleet,
        Func<InstanceAction, IReadOnlyList<Uri>>? running, DateTimeOffset now)
    {
        var decided = PlanChanges.Of(config, known.Plan, running);
        KeyChange[] changes = [.. decided.Changes.Select(change => new KeyChange(change.Key, config[change.Key], change.Expected ?? 0, change.Value))];
        IReadOnlyList<KeyFault> faults = decided.Faults.Count > 0 ? decided.Faults : checks.Faults(config, changes);
        var roles = SwitchRow.RolesOf(config);
        var rows = changes.Select(change => PreviewedKey.Of(change, known, roles, now)).ToList();
        var staged = standing.StagedWhy is not null;
        return new PlanPreview(
            known.Plan.Id, config.Revision, rows, [.. known.Plan.Actions.Select(action => action.Key).Except(changes.Select(change => change.Key)).Except(decided.Faults.Select(fault => fault.Key))],
            faults, [.. ConflictsOf(known, book, config)], faults.Count > 0 ? null : guard.NeedsSecond(config, changes), standing.StagedWhy, PlanStages.Of(staged),
            [.. rows.Select(row => row.Business).Where(business => business.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. rows.Select(row => row.Grade).Where(grade => grade.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            rows.Exists(row => row.Roles.Count == 0) ? [] : [.. rows.SelectMany(row => row.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            PreviewedReach.Of(fleet));
    }

    private static IEnumerable<PreviewedConflict> ConflictsOf(KnownPlan known, PlanBook book, ConfigSnapshot config)
    {
        foreach (var action in known.Plan.Actions)
        {
            foreach (var other in book.All.Where(other => other.Plan.Id != known.Plan.Id && other.Run.Last is { IsGoing: true } last && last.Keys.Contains(action.Key)))
                yield return new PreviewedConflict(action.Key, $"the plan {other.Plan.Id} holds it; undone in another order than run, that key stays as the later one left it");
            if (action.Key.StartsWith(ConfigKeys.Item, StringComparison.Ordinal) && config[action.Key] is { } item && item.Contains("\"gray\"", StringComparison.Ordinal))
                yield return new PreviewedConflict(action.Key, "another value is being tried, and ends with this plan");
        }
    }
}

/// <summary>A key before and after.</summary>
/// <param name="Fallback">What buyers have while the feature is off; empty for what is no switch.</param>
/// <param name="Tried">Whether it can be tried on some first.</param>
/// <param name="Roles">Whose requests are served otherwise; empty for everybody's.</param>
public sealed record PreviewedKey(
    string Key, string? Before, string? After, long Revision, string Business, string Grade, string What, string WhatZh, string Fallback, string FallbackZh, bool Tried, IReadOnlyList<string> Roles)
{
    internal static PreviewedKey Of(KeyChange change, KnownPlan known, IReadOnlyList<string> roles, DateTimeOffset now)
    {
        var tried = known.Plan.Actions.First(action => action.Key == change.Key).Decide(new ActionStand(change.Before, new TrySome([], 1), null)) is { Waits: false, Fault: null };
        if (!change.Key.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal) || change.Before is null || change.After is null)
            return new PreviewedKey(change.Key, change.Before, change.After, change.BeforeRevision, "", "", "", "", "", "", tried, []);
        var before = SwitchRow.Read(new ConfigEntry(change.Key, change.Before, change.BeforeRevision), roles, now);
        var after = SwitchRow.Read(new ConfigEntry(change.Key, change.After, 0), roles, now);
        return new PreviewedKey(
            change.Key, change.Before, change.After, change.BeforeRevision, after.Business, after.Grade, after.What("en"), after.What("zh"), after.Fallback("en"), after.Fallback("zh"), tried,
            before.Rule || after.Rule || (before.IsForAll && after.IsForAll) ? [] : [.. before.OffFor.Except(after.OffFor).Union(after.OffFor.Except(before.OffFor))]);
    }
}

/// <summary>A key that something else holds.</summary>
public sealed record PreviewedConflict(string Key, string Why);

/// <summary>The processes that hear of it, and those that can't be told now.</summary>
public sealed record PreviewedReach(int Connected, IReadOnlyList<PreviewedService> Services, IReadOnlyList<string> Silent)
{
    internal static PreviewedReach Of(FleetView? fleet)
    {
        var reach = fleet is null ? new Reach(0, [], []) : Changes.Reach.Of(fleet);
        return new PreviewedReach(reach.Connected, [.. reach.Services.Select(service => new PreviewedService(service.Service, service.Instances))], reach.Silent);
    }
}

/// <summary>How many instances of a service hear of it.</summary>
public sealed record PreviewedService(string Service, int Instances);
