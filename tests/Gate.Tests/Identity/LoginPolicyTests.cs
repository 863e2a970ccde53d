using Seawall.Gate.Tests.Rules;

namespace Seawall.Gate.Tests.Identity;

/// <summary>Whose a statement is: by its comment, then its session's application name, then its login; never more than the login may.</summary>
public sealed class LoginPolicyTests
{
    private const string Logins = """{"trade":{"business":"trade"},"portal":{"business":"portal","may":["reviews"]},"tools":{"best":"G3"}}""";

    // Login, application name, tag, business.
    [Theory]
    [InlineData("app", "", "", "app")]
    [InlineData("app", "web", "", "web")]
    [InlineData("app", "web", "batch", "batch")]
    public void Where_nobody_names_logins_a_client_is_believed(string login, string application, string tag, string business) => Check(null, null, login, application, tag, business);

    [Theory]
    [InlineData("trade", "web", "batch", "trade")]
    [InlineData("app", "", "", "unknown")]
    [InlineData("app", "psql", "", "psql")]
    [InlineData("app", "psql", "trade", "psql")]
    [InlineData("app", "trade", "", "unknown")]
    public void A_business_that_a_login_of_the_options_proves_is_nobody_elses(string login, string application, string tag, string business) =>
        Check(null, new Dictionary<string, string> { ["trade"] = "trade" }, login, application, tag, business);

    [Theory]
    [InlineData("trade", "web", "batch", "trade")]
    [InlineData("portal", "", "", "portal")]
    [InlineData("portal", "", "reviews", "reviews")]
    [InlineData("portal", "reviews", "", "reviews")]
    [InlineData("portal", "", "trade", "portal")]
    [InlineData("portal", "reviews", "trade", "reviews")]
    [InlineData("tools", "", "batch", "batch")]
    [InlineData("tools", "", "trade", "unknown")]
    [InlineData("tools", "", "", "unknown")]
    [InlineData("stranger", "batch", "batch", "unknown")]
    [InlineData("catalog", "", "batch", "catalog")]
    public void A_comment_never_raises_a_client_above_its_login(string login, string application, string tag, string business) =>
        Check(Logins, new Dictionary<string, string> { ["catalog"] = "catalog" }, login, application, tag, business);

    [Fact]
    public void A_pushed_ceiling_holds_for_sessions_that_stand()
    {
        using var bench = new RuleBench();
        var session = bench.Session("app", "trade");
        Assert.Equal("trade", session.BusinessOf(bench.Ledger.Names.None).Text);
        Assert.Empty(bench.Publish(("gate/logins", """{"app":{"business":"tools"}}""")));
        Assert.Equal("tools", session.BusinessOf(bench.Ledger.Names.None).Text);
        Assert.Single(bench.Publish(("gate/logins", """{"app":{"bussiness":"trade"}}""")));
        Assert.Equal("tools", session.BusinessOf(bench.Ledger.Names.Of("trade")).Text);
        Assert.Empty(bench.Publish());
        Assert.Equal("trade", session.BusinessOf(bench.Ledger.Names.None).Text);
    }

    private static void Check(string? logins, IReadOnlyDictionary<string, string>? named, string login, string application, string tag, string business)
    {
        using var bench = new RuleBench(businesses: named);
        Assert.Empty(bench.Publish(logins is null ? [] : [("gate/logins", logins), ("gate/grades", """{"trade":"G0","batch":"G3"}""")]));
        var session = bench.Session(login, application);
        for (var again = 0; again < 2; again++)
            Assert.Equal(business, session.BusinessOf(tag.Length > 0 ? bench.Ledger.Names.Of(tag) : bench.Ledger.Names.None).Text);
    }
}
