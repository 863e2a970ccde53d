using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

public sealed class CallContextTests
{
    [Fact]
    public void Role_caller_and_mark_travel_in_baggage()
    {
        var context = new CallContext { Role = "h5", Caller = "web", Route = "/items/{id}", Mark = "drill-7" };

        var header = Baggage.Write(context, "trade");

        Assert.Equal("seawall.role=h5,seawall.caller=trade,seawall.mark=drill-7", header);
        Assert.Equal(new CallContext { Role = "h5", Caller = "trade", Mark = "drill-7" }, Baggage.Read(header));
    }

    [Theory]
    [InlineData(null, "", "")]
    [InlineData("", "", "")]
    [InlineData("other=1, seawall.role = app ;ttl=5 ,seawall.caller=web", "app", "web")]
    [InlineData("seawall.role=*/ DROP,seawall.caller=web", "", "web")]
    [InlineData("seawall.role=ABC", "", "")]
    [InlineData("seawall.role=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", "")]
    [InlineData("seawall.role", "", "")]
    public void Only_plain_short_values_are_read(string? header, string role, string caller) =>
        Assert.Equal(new CallContext { Role = role, Caller = caller }, Baggage.Read(header));

    [Fact]
    public async Task A_scope_reaches_what_it_awaits_and_ends()
    {
        using (new CallContext { Role = "app" }.Enter())
        {
            await Task.Yield();
            Assert.Equal("app", CallContext.Current.Role);
        }
        Assert.Same(CallContext.None, CallContext.Current);
    }
}
