using Seawall.Control.Plans.Actions;
using Seawall.Control.Push;

namespace Seawall.Control.Plans.Standing;

/// <summary>The steps by which a plan that is not freshly rehearsed comes into force: a canary, five in a hundred callers, all.</summary>
internal static class PlanStages
{
    public const string Canary = "canary";
    public const string Few = "5%";
    public const string All = "all";

    private const int FewPercent = 5;

    public static IReadOnlyList<string> Of(bool staged) => staged ? [Canary, Few, All] : [All];

    /// <summary>The stage after these; null after the last.</summary>
    public static string? After(IReadOnlyList<PlanStage> done, bool staged)
    {
        var all = Of(staged);
        return done.Count == 0 ? all[0] : done[^1].Name == All ? null : all[all.ToList().IndexOf(done[^1].Name) + 1];
    }

    /// <summary>On whom a stage tries the plan: one instance of each service that has several, or one in a hundred callers where none has; null for all.</summary>
    public static TrySome? Some(string stage, FleetView? fleet)
    {
        if (stage == All)
            return null;
        if (stage == Few)
            return new TrySome([], FewPercent);
        string[] one =
        [
            .. (fleet?.Instances ?? []).Where(instance => instance.Connected).GroupBy(instance => instance.Service, StringComparer.Ordinal).Where(service => service.Count() > 1)
                .Select(service => service.Select(instance => instance.Instance).Order(StringComparer.Ordinal).First()),
        ];
        return one.Length > 0 ? new TrySome(one, 0) : new TrySome([], 1);
    }
}
