using System.Net;
using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

public sealed class IdentityTests
{
    private const string Secret = "secret";
    private const string Hostile = "seawall.role=batch,seawall.caller=trade,seawall.mark=drill,a=1";

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EdgeRules Rules = EdgeRules.BuiltIn with { Trusted = new Networks(["10.0.0.0/8"]), Site = new Networks(["192.168.7.0/24"]) };
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.1");
    private static readonly IPAddress Friend = IPAddress.Parse("10.1.2.3");
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.168.7.9");

    [Fact]
    public void An_edge_drops_what_a_stranger_claims() =>
        Assert.Equal(new CallContext { Role = "web" }, Identity.AtEdge(new CallClaims { From = Stranger, Baggage = Hostile, RoleId = "batch" }, Rules, Secret, Now));

    [Fact]
    public void An_edge_believes_a_trusted_network() =>
        Assert.Equal(
            new CallContext { Role = "batch", Caller = "trade", Mark = "drill" },
            Identity.AtEdge(new CallClaims { From = Friend, Baggage = Hostile }, Rules, Secret, Now));

    [Fact]
    public void An_edge_gives_a_role_to_a_trusted_caller_that_claims_none() =>
        Assert.Equal(new CallContext { Role = "app" }, Identity.AtEdge(new CallClaims { From = Friend, Source = "app" }, Rules, Secret, Now));

    [Fact]
    public void A_service_believes_the_site_and_nobody_else()
    {
        Assert.Equal(
            new CallContext { Role = "batch", Caller = "trade", Mark = "drill" },
            Identity.Within(new CallClaims { From = Neighbour, Baggage = Hostile }, Rules, Secret, Now));
        Assert.Equal(new CallContext(), Identity.Within(new CallClaims { From = Friend, Baggage = Hostile, RoleId = "app" }, Rules, Secret, Now));
        Assert.Equal(new CallContext(), Identity.Within(new CallClaims { Baggage = Hostile }, Rules, Secret, Now));
    }

    [Theory]
    [InlineData("partner", "partner")]
    [InlineData("*/ DROP", "")]
    public void Without_baggage_the_role_header_counts_within_the_site(string claimed, string role) =>
        Assert.Equal(new CallContext { Role = role }, Identity.Within(new CallClaims { From = Neighbour, RoleId = claimed }, Rules, Secret, Now));

    [Fact]
    public void A_signed_mark_enters_from_anywhere()
    {
        var claims = new CallClaims { From = Stranger, Mark = Mark.Sign("r1", Now.AddMinutes(1), Secret) };
        Assert.Equal(new CallContext { Role = "web", Mark = "r1" }, Identity.AtEdge(claims, Rules, Secret, Now));
        Assert.Equal(new CallContext { Mark = "r1" }, Identity.Within(claims, Rules, Secret, Now));
    }

    [Fact]
    public void Marked_load_is_refused_rather_than_taken_for_real()
    {
        var forged = Mark.Sign("r1", Now.AddMinutes(1), "guess");
        Assert.Null(Identity.AtEdge(new CallClaims { From = Stranger, Mark = forged }, Rules, Secret, Now));
        Assert.Null(Identity.AtEdge(new CallClaims { From = Stranger, Mark = "" }, Rules, Secret, Now));
        Assert.Null(Identity.AtEdge(new CallClaims { From = Stranger, Mark = Mark.Sign("r1", Now, Secret) }, Rules, Secret, Now));
        Assert.Null(Identity.AtEdge(new CallClaims { From = Stranger, Mark = Mark.Sign("r1", Now.AddMinutes(1), Secret) }, Rules, null, Now));
        Assert.Null(Identity.AtEdge(new CallClaims { From = Friend, Baggage = "seawall.mark=NO" }, Rules, Secret, Now));
        Assert.Null(Identity.AtEdge(new CallClaims { From = Friend, Baggage = Hostile, Mark = Mark.Sign("r1", Now.AddMinutes(1), Secret) }, Rules, Secret, Now));
        Assert.Null(Identity.Within(new CallClaims { From = Neighbour, Mark = forged }, Rules, Secret, Now));
        Assert.Null(Identity.Within(new CallClaims { From = Neighbour, Baggage = "seawall.mark=NO" }, Rules, Secret, Now));
    }

    [Fact]
    public void A_stranger_s_bare_mark_is_dropped_even_when_it_is_none() =>
        Assert.Equal(new CallContext { Role = "web" }, Identity.AtEdge(new CallClaims { From = Stranger, Baggage = "seawall.mark=NO" }, Rules, Secret, Now));
}
