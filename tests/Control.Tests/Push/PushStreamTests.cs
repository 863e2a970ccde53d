using System.Net;
using System.Text;
using Seawall.Client.Config;
using Seawall.Client.Config.Push;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Push;

public sealed class PushStreamTests
{
    [Fact]
    public async Task A_new_client_gets_everything_then_a_beat_then_each_publish_as_a_delta()
    {
        await using var host = await PushHost.StartAsync();
        await host.PublishAsync(("item/shop/a", "1"), ("item/shop/b", "2"));
        await using var events = host.ListenAsync().GetAsyncEnumerator();

        var snapshot = Assert.IsType<SessionEvent.Snapshot>(await Next(events));
        Assert.Equal(host.Store.Current.Digest, snapshot.Content.Digest);
        Assert.Equal(1, Assert.IsType<SessionEvent.Beat>(await Next(events)).Revision);

        await host.PublishAsync(("item/shop/a", null));
        var delta = Assert.IsType<SessionEvent.Delta>(await Next(events)).Content;
        Assert.Equal((1, 2), (delta.From, delta.Revision));
        Assert.Equal([new ConfigChange("item/shop/a", null, 2)], delta.Changes);
        Assert.Equal(host.Store.Current.Digest, delta.Digest);
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_one_delta_and_one_whose_digest_is_wrong_gets_everything()
    {
        await using var host = await PushHost.StartAsync();
        await host.PublishAsync(("item/shop/a", "1"));
        var then = host.Store.Current;
        await using (var first = host.ListenAsync().GetAsyncEnumerator())
            await Next(first);
        await host.PublishAsync(("item/shop/a", "2"));
        await host.PublishAsync(("item/shop/b", "3"));

        await using var back = host.ListenAsync($"service=shop&instance=shop-1&since=1&digest={ConfigWire.Hex(then.Digest)}").GetAsyncEnumerator();
        var delta = Assert.IsType<SessionEvent.Delta>(await Next(back)).Content;
        Assert.Equal((1, 3, 2), (delta.From, delta.Revision, delta.Changes.Count));

        await using var torn = host.ListenAsync($"service=shop&instance=shop-2&since=3&digest={ConfigWire.Hex(1)}").GetAsyncEnumerator();
        Assert.IsType<SessionEvent.Snapshot>(await Next(torn));
        await using var upToDate = host.ListenAsync($"service=shop&instance=shop-3&since=3&digest={ConfigWire.Hex(host.Store.Current.Digest)}").GetAsyncEnumerator();
        Assert.IsType<SessionEvent.Beat>(await Next(upToDate));
    }

    [Fact]
    public async Task A_node_that_lags_behind_its_client_says_so_instead_of_looking_as_if_nothing_were_new()
    {
        await using var host = await PushHost.StartAsync();
        await host.PublishAsync(("item/shop/a", "1"));

        using var answer = await host.Http.GetAsync("/config/stream?service=shop&instance=shop-1&since=7&digest=1");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues("Seawall-Config-Revision").Single());
    }

    [Fact]
    public async Task Without_the_token_there_is_neither_stream_nor_acknowledgement()
    {
        await using var host = await PushHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Address };
        stranger.DefaultRequestHeaders.Add("Authorization", "Bearer guessed");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/config/stream?service=shop&instance=shop-1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/config/ack", new StringContent("{}"))).StatusCode);
    }

    [Fact]
    public async Task More_new_streams_than_the_budget_are_told_when_to_come_again()
    {
        await using var host = await PushHost.StartAsync(options: new PushOptions { StreamsPerSecond = 1 });
        await using var first = host.ListenAsync().GetAsyncEnumerator();
        await Next(first);

        HttpResponseMessage answer;
        do
        {
            answer = await host.Http.GetAsync("/config/stream?service=shop&instance=shop-2", HttpCompletionOption.ResponseHeadersRead);
        }
        while (answer.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
    }

    [Fact]
    public async Task The_fleet_is_known_by_instance_and_who_has_a_fault_or_is_late_is_named()
    {
        await using var host = await PushHost.StartAsync(options: new PushOptions { StragglerAfter = TimeSpan.Zero });
        await host.PublishAsync(("item/shop/a", "1"));
        await using var one = host.ListenAsync("service=shop&instance=shop-1").GetAsyncEnumerator();
        await using var two = host.ListenAsync("service=shop&instance=shop-2").GetAsyncEnumerator();
        await Next(one);
        await Next(two);
        var digest = ConfigWire.Hex(host.Store.Current.Digest);

        await Ack(host, $$"""{"service":"shop","instance":"shop-1","revision":1,"digest":"{{digest}}","faults":[]}""");
        await Ack(host, $$"""{"service":"shop","instance":"shop-2","revision":1,"digest":"{{digest}}","faults":["no such limit"]}""");

        var fleet = host.Instances.Look();
        Assert.Equal("1/2 at revision 1", fleet.Summary);
        var straggler = Assert.Single(fleet.Stragglers);
        Assert.Equal(("shop-2", "no such limit"), (straggler.Instance, straggler.Faults.Single()));
        Assert.Contains("\"summary\":\"1/2 at revision 1\"", await host.Http.GetStringAsync("/api/instances"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"service\":\"shop\"}")]
    [InlineData("{\"service\":\"shop\",\"instance\":\"a\",\"revision\":\"x\"}")]
    public async Task What_is_no_acknowledgement_is_refused(string body)
    {
        await using var host = await PushHost.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsync("/config/ack", new StringContent(body, Encoding.UTF8, "application/json"))).StatusCode);
    }

    private static async Task Ack(PushHost host, string body) =>
        Assert.Equal(HttpStatusCode.NoContent, (await host.Http.PostAsync("/config/ack", new StringContent(body))).StatusCode);

    private static async Task<SessionEvent> Next(IAsyncEnumerator<SessionEvent> events)
    {
        Assert.True(await events.MoveNextAsync(), "the stream ended before its next event");
        return events.Current;
    }
}
