using Seawall.Gate.Judging;

namespace Seawall.Gate.Tests.Rules;

/// <summary>What warn mode says would be stopped is what enforce mode stops.</summary>
public sealed class WarnModeTests
{
    private static readonly string[] s_statements =
    [
        "select * from trade.orders where id = {0}", "select * from trade.orders", "select * from reviews.reviews r join trade.orders o on true where r.id = {0} limit 5",
        "update trade.orders set total = {0}", "update trade.orders set total = 1 where id = {0}", "delete from carts", "select name from items where name like '%{0}'",
        "select name from items where name like '{0}%' limit 3", "insert into carts values ({0})", "select count(*) from a, b, c, d where a.x = {0}",
    ];

    private static readonly string[] s_businesses = ["trade", "batch", "reviews", "promotions", ""];

    private static readonly (string Name, string Text)[] s_rules =
    [
        ("a-core", """ "order":1,"match":{"business":["trade"],"shape":{"noWhere":false}},"act":{"kind":"allow"}"""),
        ("b-writes", """ "order":2,"match":{"kind":["update","delete"],"shape":{"noWhere":true}},"act":{"kind":"refuse"}"""),
        ("c-reports", """ "order":3,"match":{"business":["batch","reviews"],"table":["trade.*"]},"act":{"kind":"refuse"}"""),
        ("d-search", """ "order":4,"match":{"shape":{"leadingWildcard":true}},"act":{"kind":"rate","perSecond":5,"burst":3}"""),
        ("e-joins", """ "order":5,"match":{"shape":{"joinsAtLeast":3}},"act":{"kind":"refuse"}"""),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20261123)]
    [InlineData(77)]
    public void Warn_mode_names_exactly_the_statements_that_enforce_mode_then_refuses(int seed)
    {
        var (warned, passed) = Run(seed, "warn");
        var (refused, _) = Run(seed, "enforce");
        Assert.True(passed == 4_000, $"seed {seed}: warn mode let {passed} of 4000 pass");
        Assert.True(warned.SequenceEqual(refused), $"seed {seed}: {warned.Count} warned, {refused.Count} refused, first difference: {warned.Except(refused).Concat(refused.Except(warned)).FirstOrDefault()}");
        Assert.InRange(refused.Count, 500, 3_500);
    }

    // What each statement was named for: in warn mode by the counts that rose, in enforce mode by the refusal.
    private static (List<string> Named, int Passed) Run(int seed, string mode)
    {
        using var bench = new RuleBench();
        Assert.Empty(bench.Publish([.. s_rules.Select(rule => ("rule/" + rule.Name, $$"""{"mode":"{{mode}}",{{rule.Text}}}"""))]));
        var random = new Random(seed);
        var named = new List<string>();
        var passed = 0;
        var before = Warned(bench);
        for (var i = 0; i < 4_000; i++)
        {
            bench.NowMicros += random.Next(40_000);
            var business = s_businesses[random.Next(s_businesses.Length)];
            var comment = random.Next(2) == 0 ? $" /*role='h5',traceparent='00-{random.NextInt64():x16}-01'*/" : "";
            var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, s_statements[random.Next(s_statements.Length)], random.Next(100_000)) + comment;
            var verdict = bench.Ask(sql, application: business);
            passed += verdict.Kind == VerdictKind.Allow ? 1 : 0;
            if (verdict.Refusal is { } refusal)
                named.Add($"{i} {refusal.Rule}");
            if (mode != "warn")
                continue;
            var after = Warned(bench);
            for (var rule = 0; rule < after.Length; rule++)
            {
                if (after[rule] > before[rule])
                    named.Add($"{i} {s_rules[rule].Name}");
            }
            before = after;
        }
        return (named, passed);
    }

    private static long[] Warned(RuleBench bench) => [.. bench.Stage.Set.All.Select(rule => Gate.Rules.RuleFigures.Of(rule).Warned)];
}
