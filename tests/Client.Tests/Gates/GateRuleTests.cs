using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Client.Switches;

namespace Seawall.Client.Tests;

public sealed class GateRuleTests
{
    [Fact]
    public void A_rule_says_which_statements_it_means_and_what_becomes_of_them()
    {
        var rule = Parse("""
            {"what":"no reports in the evening","mode":"enforce","order":7,
             "match":{"business":["batch","reviews"],"role":"!app","table":["trade.*"],"kind":["select"],"fingerprint":["00ff00ff00ff00ff"],"mark":false,
                      "shape":{"noWhere":true,"noLimit":false,"leadingWildcard":true,"joinsAtLeast":3},"costAtLeast":1e6,"rowsAtLeast":10,"window":{"from":"18:00","to":"02:00","zone":"+08:00"}},
             "act":{"kind":"queue","concurrency":2,"waiting":50,"timeoutMs":200,"hint":"later"}}
            """, "rule/evening");
        Assert.Equal(("evening", RuleMode.Enforce, 7), (rule.Name, rule.Mode, rule.Order));
        Assert.Equal((true, false, false), (rule.Match.Business.Means("batch"), rule.Match.Business.Means("trade"), rule.Match.Role.Means("app")));
        Assert.True(rule.Match.Role.Means("h5") && rule.Match.Caller.IsAny);
        Assert.Equal(0x00ff00ff00ff00ffUL, Assert.Single(rule.Match.Fingerprint));
        Assert.Equal((false, true, false, true, 3, 1e6, 10d), (rule.Match.Mark, rule.Match.NoWhere, rule.Match.NoLimit, rule.Match.LeadingWildcard, rule.Match.JoinsAtLeast, rule.Match.CostAtLeast, rule.Match.RowsAtLeast));
        Assert.Equal((RuleActKind.Queue, 2, 50, 200, "53000", "later", 200), (rule.Act.Kind, rule.Act.Concurrency, rule.Act.Waiting, rule.Act.TimeoutMs, rule.Act.SqlState, rule.Act.Hint, rule.Act.RetryAfterMs));
    }

    [Fact]
    public void A_rule_that_says_little_warns_and_means_every_statement()
    {
        var rule = Parse("""{"act":{"kind":"refuse"}}""");
        Assert.Equal((RuleMode.Warn, 100, "57014", true), (rule.Mode, rule.Order, rule.Act.SqlState, rule.Match.Business.IsAny));
        Assert.Null(rule.Match.NoWhere);
    }

    [Theory]
    [InlineData("[]", "rule/x: must be an object")]
    [InlineData("{}", "rule/x.act: is missing: what becomes of the statement")]
    [InlineData("""{"act":{"kind":"drop"}}""", "rule/x.act.kind: must be one of allow, refuse, queue, cap, rate, cancel, tag, was 'drop'")]
    [InlineData("""{"act":{"kind":"allow","sqlstate":"57014"}}""", "rule/x.act.sqlstate: is not known here; known are kind")]
    [InlineData("""{"act":{"kind":"cap"}}""", "rule/x.act.concurrency: is missing")]
    [InlineData("""{"act":{"kind":"rate","perSecond":0}}""", "rule/x.act.perSecond: must be 0.001..1000000, was 0")]
    [InlineData("""{"act":{"kind":"cancel","afterMs":0}}""", "rule/x.act.afterMs: must be 1..86400000, was 0")]
    [InlineData("""{"act":{"kind":"tag","tag":""}}""", "rule/x.act.tag: must be 1 to 63 characters, was ''")]
    [InlineData("""{"act":{"kind":"refuse","sqlstate":"53300"}}""", "rule/x.act.sqlstate: must be a code that drivers do not retry, such as 57014 or 0A000, or 53000, which tells them after how long, was '53300'")]
    [InlineData("""{"act":{"kind":"refuse","sqlstate":"08006"}}""", "rule/x.act.sqlstate: must be the code of an error that leaves the connection standing, such as 57014, was '08006'")]
    [InlineData("""{"mode":"on","order":-1,"act":{"kind":"allow"}}""", "rule/x.mode: must be one of off, warn, enforce, was 'on'", "rule/x.order: must be 0..1000000, was -1")]
    [InlineData("""{"match":{"business":[]},"act":{"kind":"allow"}}""", "rule/x.match.business: names nothing; leave it out for any")]
    [InlineData("""{"match":{"role":["a","!b"]},"act":{"kind":"allow"}}""", "rule/x.match.role: names some with '!' and some without; a list means all of its names or all others")]
    [InlineData("""{"match":{"fingerprint":["12"]},"act":{"kind":"allow"}}""", "rule/x.match.fingerprint[0]: must be 16 hexadecimal digits, as the statistics print them, was '12'")]
    [InlineData("""{"match":{"shape":{"noWere":true}},"act":{"kind":"allow"}}""", "rule/x.match.shape.noWere: is not known here; known are joinsAtLeast, leadingWildcard, noLimit, noWhere")]
    [InlineData("""{"match":{"window":{"from":"18:00"}},"act":{"kind":"allow"}}""", "rule/x.match.window: must have two times of the day, such as 18:00, or moments only, such as 2026-11-11T00:00:00Z")]
    [InlineData("""{"match":{"window":{"from":"2026-11-11T02:00:00Z","to":"2026-11-11T01:00:00Z"}},"act":{"kind":"allow"}}""", "rule/x.match.window.to: must be after 'from'")]
    public void Every_fault_is_told_with_its_path(string json, params string[] expected)
    {
        Assert.Null(GateRule.Parse("rule/x", json, out var faults));
        Assert.Equal(expected, faults);
    }

    [Theory]
    [InlineData("""{"from":"18:00","to":"02:00"}""", "2026-11-11T17:59:59Z", false)]
    [InlineData("""{"from":"18:00","to":"02:00"}""", "2026-11-11T18:00:00Z", true)]
    [InlineData("""{"from":"18:00","to":"02:00"}""", "2026-11-12T01:59:59Z", true)]
    [InlineData("""{"from":"18:00","to":"02:00"}""", "2026-11-12T02:00:00Z", false)]
    [InlineData("""{"from":"00:00","to":"01:00","zone":"+08:00"}""", "2026-11-10T16:30:00Z", true)]
    [InlineData("""{"from":"00:00","to":"01:00","zone":"-05:00"}""", "2026-11-10T05:30:00Z", true)]
    [InlineData("""{"from":"2026-11-11T00:00:00+08:00"}""", "2026-11-10T16:00:00Z", true)]
    [InlineData("""{"to":"2026-11-11T00:00:00+08:00"}""", "2026-11-10T16:00:00Z", false)]
    public void A_window_holds_from_its_first_moment_to_before_its_last(string window, string now, bool holds) =>
        Assert.Equal(holds, Parse("{\"match\":{\"window\":" + window + "},\"act\":{\"kind\":\"allow\"}}").Match.Window!.Holds(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Rules_come_in_their_order_and_one_fault_leaves_none()
    {
        ConfigEntry[] entries =
        [
            new("rule/c", """{"act":{"kind":"allow"}}""", 1), new("rule/a", """{"order":200,"act":{"kind":"allow"}}""", 1), new("rule/b", """{"act":{"kind":"allow"}}""", 1),
        ];
        Assert.Equal(["b", "c", "a"], GateRule.ParseAll(ConfigSnapshot.Of(1, entries), out var faults).Select(rule => rule.Name));
        Assert.Empty(faults);
        Assert.Empty(GateRule.ParseAll(ConfigSnapshot.Of(2, [.. entries, new ConfigEntry("rule/d", "{}", 2)]), out faults));
        Assert.Equal("rule/d.act: is missing: what becomes of the statement", Assert.Single(faults));
    }

    [Fact]
    public void A_login_says_no_more_than_it_may()
    {
        var logins = GateLogins.Parse("""{"trade":{"business":"trade"},"portal":{"business":"portal","may":["reviews"]},"tools":{"best":"G3"}}""", out var faults)!;
        Assert.Empty(faults);
        var grades = GateGrades.Parse("""{"trade":"G0","batch":"G3","chat":"G4"}""", out _)!;
        Assert.Equal((true, false, false), (Admits("trade", "trade"), Admits("trade", "batch"), Admits("portal", "trade")));
        Assert.Equal((true, true), (Admits("portal", "reviews"), Admits("portal", "portal")));
        Assert.Equal((true, true, false, false), (Admits("tools", "batch"), Admits("tools", "chat"), Admits("tools", "trade"), Admits("tools", "nobody-knows")));
        Assert.Equal(("unknown", false), (logins.Of("stranger").Business, Admits("stranger", "batch")));

        Assert.Null(GateLogins.Parse("""{"a":{"best":"G9","busines":"x"},"b":1}""", out faults));
        Assert.Equal(["gate/logins.a.best: must be one of G0, G1, G2, G3, G4, was 'G9'", "gate/logins.a.busines: is not known here; known are best, business, may", "gate/logins.b: must be an object"], faults);

        bool Admits(string login, string business) => logins.Of(login).Admits(business, grades);
    }

    private static GateRule Parse(string json, string key = "rule/x")
    {
        var rule = GateRule.Parse(key, json, out var faults);
        Assert.Empty(faults);
        return rule!;
    }
}
