using System.Text;
using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

public sealed class BaggageTests
{
    [Fact]
    public void Members_of_others_pass_through_as_they_came()
    {
        var context = Baggage.Read("userId=a%20b;ttl=5 , seawall.role = h5 ,  key = value;p1;p2=x,seawall.caller=web");

        Assert.Equal("h5", context.Role);
        Assert.Equal("seawall.role=h5,seawall.caller=trade,userId=a%20b;ttl=5,key = value;p1;p2=x", Baggage.Write(context, "trade"));
    }

    [Theory]
    [InlineData("seawall.role=batch")]
    [InlineData(" SEAWALL.ROLE =batch")]
    [InlineData("seawall.other=1")]
    public void A_member_of_others_is_never_one_of_ours(string hostile) =>
        Assert.Equal("seawall.role=app,seawall.caller=web,a=1", Baggage.Write(new CallContext { Role = "app" }, "web", [hostile, "a=1"]));

    [Fact]
    public void A_key_is_written_once_and_the_request_s_own_wins() =>
        Assert.Equal("seawall.caller=web,a=1", Baggage.Write(Baggage.Read("a=1"), "web", ["a=2"]));

    [Fact]
    public void At_most_64_members_are_written_ours_among_them()
    {
        var header = Baggage.Write(Baggage.Read(string.Join(',', Enumerable.Range(0, 100).Select(i => $"k{i}={i}"))) with { Role = "app", Mark = "r1" }, "web");

        Assert.Equal(64, header.Split(',').Length);
        Assert.StartsWith("seawall.role=app,seawall.caller=web,seawall.mark=r1,k0=0,", header, StringComparison.Ordinal);
    }

    [Fact]
    public void At_most_8192_bytes_are_written_ours_among_them()
    {
        var header = Baggage.Write(Baggage.Read(string.Join(',', Enumerable.Range(0, 60).Select(i => $"k{i}={new string('x', 300)}"))) with { Role = "app" }, "web");

        Assert.InRange(Encoding.UTF8.GetByteCount(header), 7800, 8192);
        Assert.Equal("app", Baggage.Read(header).Role);
    }

    [Theory]
    [InlineData("seawall.mark=drill-7", true, "drill-7")]
    [InlineData("seawall.mark=drill-7,seawall.mark=drill-7", true, "drill-7")]
    [InlineData("seawall.mark=drill-7,seawall.mark=drill-8", false, "drill-8")]
    [InlineData("seawall.mark=Drill 7", false, null)]
    [InlineData("seawall.mark=", false, null)]
    [InlineData("seawall.role=app", true, null)]
    public void A_mark_that_got_hurt_is_told_from_none(string header, bool isSound, string? mark)
    {
        Assert.Equal(isSound, Baggage.TryRead(header, out var context));
        Assert.Equal(mark, context.Mark);
    }

    [Fact]
    public void What_was_written_reads_back_whatever_others_send()
    {
        var random = new Random(20261111);
        for (var round = 0; round < 2000; round++)
        {
            var noise = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => " ,;=%abzZ019.\"\\*/".ElementAt(random.Next(17))));
            var sent = Baggage.Read(noise) with { Role = Pick("app", "h5", ""), Caller = "web", Mark = random.Next(2) == 0 ? null : "m-1" };

            var isSound = Baggage.TryRead(Baggage.Write(sent, "trade"), out var arrived);

            Assert.True(isSound, $"round {round}, noise '{noise}'");
            Assert.Equal(sent with { Caller = "trade" }, arrived);
        }

        string Pick(params string[] of) => of[random.Next(of.Length)];
    }
}
