namespace Seawall.Control.Gates;

/// <summary>All gates together, as a person looks at them.</summary>
public sealed record GateView(IReadOnlyList<GateReport> Gates)
{
    public IReadOnlyList<string> Silent => [.. Gates.Where(gate => gate.Silent is not null).Select(gate => gate.Gate)];

    /// <summary>Gates that answer and work by another revision than the newest among them.</summary>
    public IReadOnlyList<string> Behind => [.. Gates.Where(gate => gate.Silent is null && gate.Revision < Revision).Select(gate => gate.Gate)];

    public long Revision => Gates.Where(gate => gate.Silent is null).Select(gate => gate.Revision).DefaultIfEmpty().Max();

    /// <summary>Each rule once, its counts added up over the gates, in the order they are asked.</summary>
    public IReadOnlyList<RuleUse> Rules =>
    [
        .. from rule in Gates.SelectMany(gate => gate.Rules)
           group rule by rule.Name into same
           let one = same.First()
           orderby one.Order, one.Name
           select one with
           {
               Matched = same.Sum(rule => rule.Matched),
               Refused = same.Sum(rule => rule.Refused),
               Queued = same.Sum(rule => rule.Queued),
               TimedOut = same.Sum(rule => rule.TimedOut),
               Cancelled = same.Sum(rule => rule.Cancelled),
               Warned = same.Sum(rule => rule.Warned),
               Last = same.Max(rule => rule.Last),
               Top = Add(same.SelectMany(rule => rule.Top)),
           },
    ];

    public IReadOnlyList<BusinessQueue> Businesses =>
    [
        .. from business in Gates.SelectMany(gate => gate.Businesses)
           group business by business.Business into same
           orderby same.First().Grade, same.Key
           select new BusinessQueue(
               same.Key, same.First().Grade, same.Sum(one => one.InFlight), same.Sum(one => one.Waiting), same.Sum(one => one.Shed), same.Sum(one => one.MemoryBytes)),
    ];

    private static List<RuleHit> Add(IEnumerable<RuleHit> hits) =>
    [
        .. hits.GroupBy(hit => (hit.Business, hit.Fingerprint)).Select(same => same.First() with { Calls = same.Sum(hit => hit.Calls) }).OrderByDescending(hit => hit.Calls).Take(10),
    ];
}
