using Seawall.Client.Gates;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Rules;

/// <summary>All rules of one moment, in the order they are asked. Immutable: a statement is judged by one set from beginning to end.</summary>
internal sealed class RuleSet
{
    private readonly CompiledRule[] _asked;

    private RuleSet(CompiledRule[] all)
    {
        All = all;
        _asked = [.. all.Where(rule => rule.Rule.Mode != RuleMode.Off)];
        WarnsOfCancels = _asked.Any(rule => rule is { IsEnforced: false, Rule.Act.Kind: RuleActKind.Cancel });
    }

    public static RuleSet Empty { get; } = new([]);

    /// <summary>Those that are off too.</summary>
    public IReadOnlyList<CompiledRule> All { get; }

    /// <summary>Whether any rule is asked.</summary>
    public bool IsIdle => _asked.Length == 0;

    /// <summary>Whether some rule would cancel what runs too long, were it enforced.</summary>
    public bool WarnsOfCancels { get; }

    /// <summary>The set of these rules; those of the former set that go on under their name keep their counts.</summary>
    public static RuleSet Of(IReadOnlyList<GateRule> rules, RuleSet former)
    {
        var kept = former.All.ToDictionary(rule => rule.Rule.Name, StringComparer.Ordinal);
        return new RuleSet([.. rules.Select(rule => new CompiledRule(rule, kept.GetValueOrDefault(rule.Name)))]);
    }

    /// <summary>The rules that mean a statement, windows and estimates aside.</summary>
    public RuleHit[] Match(SessionIdentity session, Name business, StatementText statement)
    {
        List<RuleHit>? hits = null;
        foreach (var rule in _asked)
        {
            if (!StaticMatch.Means(rule.Rule.Match, session, business, statement))
                continue;
            var info = statement.Info;
            (hits ??= []).Add(new RuleHit(rule, rule.Hits.RowOf(business.Text, info.Fingerprint, info.Sql), rule.Refusals.Of(business.Text)));
        }
        return hits is null ? [] : [.. hits];
    }
}

/// <summary>A rule that means a statement, with where that is counted and what its client would be told.</summary>
internal readonly record struct RuleHit(CompiledRule Rule, HitRow Row, RefusalPair Told);
