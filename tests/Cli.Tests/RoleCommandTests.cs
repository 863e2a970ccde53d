using System.Net;
using Seawall.Client.Calls;
using Seawall.Client.Config;

namespace Seawall.Cli.Tests;

public sealed class RoleCommandTests
{
    [Fact]
    public void The_rules_that_are_printed_are_those_built_in()
    {
        var printed = RoleEntriesRead.Parse(RoleRulesCommand.BuiltInText, "built in");
        foreach (var agent in new[] { "SeawallApp/7", "Mozilla/5.0 Mobile", "an iPhone", "MicroMessenger", "curl", null })
        {
            foreach (var source in new[] { "app", "web", null })
            {
                var claims = new CallClaims { From = IPAddress.Loopback, UserAgent = agent, Source = source };
                Assert.Equal(EdgeRules.BuiltIn.RoleOf(claims), printed.RoleOf(claims));
                Assert.Equal(RoleTestCommand.Why(EdgeRules.BuiltIn, claims), RoleTestCommand.Why(printed, claims));
            }
        }
        Assert.True(printed.Site.Contains(IPAddress.IPv6Loopback));
        Assert.False(printed.Trusted.Contains(IPAddress.Loopback));
    }

    [Theory]
    [InlineData("10.0.0.7", "/", "its network is trusted and its baggage says so")]
    [InlineData("203.0.113.7", "/open/a", "rules[0]: path /open, from 203.0.113.0/24 or 198.51.100.1")]
    [InlineData("203.0.113.7", "/", "no rule is met: the default")]
    public void The_reason_for_a_role_is_told(string from, string path, string why)
    {
        var rules = RoleEntriesRead.Parse("""{"trusted":["10.0.0.0/8"],"rules":[{"path":"/open","from":["203.0.113.0/24","198.51.100.1"],"role":"partner"}]}""", "test");
        Assert.Equal(why, RoleTestCommand.Why(rules, new CallClaims { From = IPAddress.Parse(from), Path = path, Baggage = "seawall.role=batch" }));
    }

    [Fact]
    public void Roles_are_those_built_in_and_those_published()
    {
        var read = new RoleEntriesRead(3, new SortedDictionary<string, string>
        {
            ["role/batch"] = """{"what":"our nights"}""",
            ["role/reseller"] = """{"what":"resellers"}""",
            [ConfigKeys.EdgeRules] = """{"default":"h5"}""",
        });
        Assert.Equal(["app", "web", "h5", "partner", "site", "batch", "reseller"], read.Roles.Select(role => role.Id));
        Assert.Equal(("batch", "our nights", false), read.Roles.Single(role => role.Id == "batch"));
        Assert.Equal("h5", read.Rules.Default);
    }

    [Fact]
    public void Faulty_rules_are_told_line_by_line() =>
        Assert.Equal(
            "edge.json is faulty:\n  edge/rules.default: must be a text\n  edge/rules.x: is not known here; known are default, keys, rules, site, trusted",
            Assert.Throws<CommandException>(() => RoleEntriesRead.Parse("""{"default":1,"x":2}""", "edge.json")).Message);
}
