using Seawall.Client.Config;
using Seawall.Client.Doors;
using Seawall.Control.Metrics;

namespace Seawall.Control.Doors;

/// <summary>A waiting room as it is published, and how it stands at the edges; figures are null while no edge tells any.</summary>
/// <param name="Waiting">Numbers handed out and not called yet.</param>
/// <param name="PerSecond">Turns a second.</param>
/// <param name="EstimateSeconds">How long the last one waits.</param>
/// <param name="Refused">Tickets a second that were worth nothing, and tickets denied.</param>
public sealed record RoomView(
    string Room, string State, RoomRules Rules, long Revision, double? Waiting, double? Inside, double? Admitted, double? PerSecond, double? EstimateSeconds, double? Refused)
{
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);

    /// <summary>All rooms, by name.</summary>
    internal static IReadOnlyList<RoomView> All(ConfigSnapshot config, IMetricSource source) =>
    [
        .. from entry in config.Under(ConfigKeys.Door)
           let rules = RoomRules.Parse(entry.Key, entry.Value, out _)
           where rules is not null
           select Of(rules, entry.Revision, source),
    ];

    private static RoomView Of(RoomRules rules, long revision, IMetricSource source)
    {
        var labels = new Dictionary<string, string> { ["seawall.room"] = rules.Name };
        double? Last(string metric) => source.TryLast(metric, labels, out var value) ? value : null;
        var over = Last("seawall.door.over") == 1;
        return new RoomView(
            rules.Name,
            rules.SoldOut || over ? "sold-out" : rules.Open ? "open" : "closed",
            rules,
            revision,
            Last("seawall.door.waiting"),
            Last("seawall.door.inside"),
            Last("seawall.door.admitted"),
            Last("seawall.door.rate"),
            Last("seawall.door.estimate"),
            source.TryRate("seawall.door.refused", labels, Lately, out var refused) ? refused : null);
    }
}
