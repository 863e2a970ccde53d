using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Calls;
using Seawall.Client.Config;

namespace Seawall.Client.Tests;

public sealed class EdgeRulesTests
{
    private const string Json =
        """
        {
          "trusted": ["10.0.0.0/8"], "site": ["127.0.0.0/8", "192.168.7.0/24"],
          "keys": [{ "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "role": "partner", "what": "a shop system" }],
          "rules": [
            { "from": ["203.0.113.0/24"], "role": "batch" },
            { "host": "*.partner.example", "path": "/open", "role": "partner" },
            { "userAgent": ["^Shop/", "Robot"], "role": "app" }
          ],
          "default": "h5"
        }
        """;

    [Theory]
    [InlineData("app", "Mozilla/5.0 (X11; Linux)", "app")]
    [InlineData(null, "SeawallApp/7.1 (iPhone)", "app")]
    [InlineData(null, "Mozilla/5.0 (iPhone; CPU) Mobile", "h5")]
    [InlineData("batch", "Mozilla/5.0 (X11; Linux)", "web")]
    [InlineData(null, null, "web")]
    public void Without_rules_the_source_and_the_user_agent_decide(string? source, string? userAgent, string expected) =>
        Assert.Equal(expected, EdgeRules.BuiltIn.RoleOf(new CallClaims { Source = source, UserAgent = userAgent }));

    [Theory]
    [InlineData("203.0.113.9", "www.shop.example", "/", "Shop/1", null, "batch")]
    [InlineData("::ffff:203.0.113.9", "www.shop.example", "/", null, null, "batch")]
    [InlineData("198.51.100.1", "A.Partner.Example", "/open/items", null, null, "partner")]
    [InlineData("198.51.100.1", "a.partner.example", "/opened", null, null, "h5")]
    [InlineData("198.51.100.1", "partner.example", "/open", null, null, "h5")]
    [InlineData("198.51.100.1", "www.shop.example", "/", "Shop/1", null, "app")]
    [InlineData("198.51.100.1", "www.shop.example", "/", "A Shop/1", null, "h5")]
    [InlineData("198.51.100.1", "www.shop.example", "/", "A Robot", null, "app")]
    [InlineData("203.0.113.9", "www.shop.example", "/", null, "secret", "partner")]
    [InlineData("203.0.113.9", "www.shop.example", "/", null, "guess", "batch")]
    public void A_key_comes_first_then_the_first_rule_that_is_met_then_the_default(
        string from, string host, string path, string? userAgent, string? key, string expected)
    {
        var rules = Parse(Json);
        Assert.Equal(expected, rules.RoleOf(new CallClaims { From = IPAddress.Parse(from), Host = host, Path = path, UserAgent = userAgent, ApiKey = key }));
    }

    [Fact]
    public void Every_fault_is_told_with_its_path()
    {
        Assert.Null(EdgeRules.Parse(
            """
            { "trusted": ["10.0.0.0/99", 7], "keys": [{ "sha256": "abc", "role": "P" }], "rules": [{ "role": "app" }, { "path": "open", "rol": "x" }, 5], "deflt": "web" }
            """,
            out var faults));
        Assert.Equal(
            [
                "edge/rules.trusted[0]: must be a network such as 10.0.0.0/8, or an address, was '10.0.0.0/99'",
                "edge/rules.trusted[1]: must be a text",
                "edge/rules.keys[0].sha256: must be 64 lower-case hex digits, was 'abc'",
                "edge/rules.keys[0].role: must be a role's id, 1..32 of a-z, 0-9, '.', '_' and '-', was 'P'",
                "edge/rules.rules[2]: must be an object",
                "edge/rules.rules[0]: has no condition; the role of all others is 'default'",
                "edge/rules.rules[1].role: is missing",
                "edge/rules.rules[1].path: must be a path that begins with /, was 'open'",
                "edge/rules.rules[1].rol: is not known here; known are from, host, path, role, source, userAgent",
                "edge/rules.deflt: is not known here; known are default, keys, rules, site, trusted",
            ],
            faults);
        Assert.Null(EdgeRules.Parse("{", out faults));
        Assert.StartsWith("edge/rules: is no JSON", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_name_registered_roles_only()
    {
        var rules = new ConfigEntry(ConfigKeys.EdgeRules, """{"rules":[{"path":"/open","role":"reseller"}]}""", 1);
        Assert.Equal(
            "edge/rules: the role 'reseller' is not registered; publish role/reseller first or with it",
            Assert.Single(EdgeRules.Faults(ConfigSnapshot.Of(1, [rules]))));
        Assert.Empty(EdgeRules.Faults(ConfigSnapshot.Of(1, [rules, new ConfigEntry("role/reseller", "{}", 1)])));
    }

    [Fact]
    public void A_push_takes_effect_at_once_and_faulty_rules_leave_the_former_in_force()
    {
        var config = new LiveConfig();
        using var live = new LiveEdgeRules(config, NullLogger<LiveEdgeRules>.Instance);
        Assert.Equal("web", live.Current.Default);
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry(ConfigKeys.EdgeRules, """{"default":"h5"}""", 1)]));
        Assert.Equal("h5", live.Current.Default);
        config.Swap(ConfigSnapshot.Of(2, [new ConfigEntry(ConfigKeys.EdgeRules, """{"default":5}""", 2)]));
        Assert.Equal("h5", live.Current.Default);
        config.Swap(ConfigSnapshot.Of(3, []));
        Assert.Equal("web", live.Current.Default);
    }

    private static EdgeRules Parse(string json) => EdgeRules.Parse(json, out var faults) ?? throw new InvalidOperationException(string.Join('\n', faults));
}
