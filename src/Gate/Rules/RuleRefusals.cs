using System.Globalization;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Rules;

/// <summary>What clients are told by one rule, made once for each business.</summary>
internal sealed class RuleRefusals(GateRule rule)
{
    private const int Most = 64;
    private const string Another = "";

    private readonly Lock _turn = new();
    private readonly Dictionary<string, RefusalPair> _byBusiness = new(StringComparer.Ordinal);

    public RefusalPair Of(string business)
    {
        lock (_turn)
        {
            if (_byBusiness.TryGetValue(business, out var pair))
                return pair;
            if (_byBusiness.Count >= Most)
                business = Another;
            if (!_byBusiness.TryGetValue(business, out pair))
                _byBusiness.Add(business, pair = new RefusalPair(Make(business, AtOnce), Make(business, Later)));
            return pair;
        }
    }

    /// <summary>Businesses that were refused something, or could have been, with what they were told.</summary>
    public IReadOnlyList<(string Business, RefusalPair Told)> All()
    {
        lock (_turn)
            return [.. _byBusiness.Select(pair => (pair.Key, pair.Value))];
    }

    private string AtOnce(string statement) => rule.Act.Kind switch
    {
        RuleActKind.Queue => $"lets {rule.Act.Concurrency} run at once and {rule.Act.Waiting} wait: there is no room for {statement}",
        RuleActKind.Cap => $"lets {rule.Act.Concurrency} run at once: there is no room for {statement}",
        RuleActKind.Rate => string.Create(CultureInfo.InvariantCulture, $"lets {rule.Act.PerSecond} run a second: too early for {statement}"),
        _ => $"stops {statement}",
    };

    private string Later(string statement) => rule.Act.Kind == RuleActKind.Cancel
        ? $"cancelled {statement} after {rule.Act.AfterMs} ms"
        : $"kept {statement} waiting for {rule.Act.TimeoutMs} ms in vain";

    private StatementRefusal Make(string business, Func<string, string> what)
    {
        var message = $"rule \"{rule.Name}\"" + (rule.Act.Message is { } own ? $": {own}" : " " + what(business.Length > 0 ? $"this statement of business {business}" : "this statement"));
        var hint = rule.Act.Hint ?? rule.Act.Kind switch
        {
            RuleActKind.Refuse when rule.What.Length > 0 => rule.What,
            RuleActKind.Refuse or RuleActKind.Cancel => "ask whoever keeps the gate's rules, or run it where this rule does not hold",
            _ => "run fewer at once",
        };
        if (rule.Act.SqlState == StatementRefusal.Busy)
            hint = string.Create(CultureInfo.InvariantCulture, $"{hint}; retry_after_ms={rule.Act.RetryAfterMs}");
        return new StatementRefusal(rule.Act.SqlState, message, hint, rule.Name);
    }
}

/// <param name="AtOnce">Told instead of running it.</param>
/// <param name="Later">Told after a wait in vain, or when it is cancelled.</param>
internal sealed record RefusalPair(StatementRefusal AtOnce, StatementRefusal Later);
