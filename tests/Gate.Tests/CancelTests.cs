using System.Net;

namespace Seawall.Gate.Tests;

public sealed class CancelTests
{
    [Fact]
    public async Task A_cancel_that_reaches_the_wrong_gate_of_a_shared_port_still_arrives()
    {
        await using GateFixture one = await GateFixture.StartAsync();
        await using GateFixture two = await GateFixture.StartAsync(o => o with { Listen = one.Gate.EndPoint });
        await NpgsqlTests.EndSleepersAsync(one);
        using RawClient client = RawClient.Login(one);

        // Both gates accept on the port; by many cancels both the one that knows the key and the one that does not get some.
        for (int round = 0; round < 8; round++)
        {
            client.Send(Wire.Query("select pg_sleep(60)"));
            await Eventually.BecomesAsync(() => NpgsqlTests.SleepersAsync(one), n => n == 1, "the statement runs");
            using RawClient cancel = new(one.Port);
            cancel.Send(Wire.Cancel(client.BackendKey));
            Assert.Empty(cancel.ReadToEnd());
            Assert.EndsWith("EZ", client.ReadToReady());
        }
    }

    [Fact]
    public async Task An_unknown_key_harms_nobody_and_is_not_answered()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        using RawClient client = RawClient.Login(fixture);
        client.Send(Wire.Query("select pg_sleep(0.3)"));
        byte[] key = [.. client.BackendKey];
        key[7] ^= 1;
        using RawClient cancel = new(fixture.Port);
        cancel.Send(Wire.Cancel(key));

        Assert.Empty(cancel.ReadToEnd());
        Assert.Equal("TDCZ", client.ReadToReady());
    }

    [Fact]
    public async Task Cancels_under_churn_hit_only_their_own_query()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        using RawClient bystander = RawClient.Login(fixture);
        for (int round = 0; round < 40; round++)
        {
            using RawClient client = RawClient.Login(fixture);
            bystander.Send(Wire.Query("select pg_sleep(0.01)"));
            client.Send(Wire.Query("select pg_sleep(60)"));
            // A cancel that comes before the server has begun does nothing, so it is repeated until the query ends.
            await Eventually.BecomesAsync(
                () =>
                {
                    using RawClient cancel = new(fixture.Port);
                    cancel.Send(Wire.Cancel(client.BackendKey));
                    cancel.ReadToEnd();
                    return client.Socket.Available;
                },
                answered => answered > 0,
                "the cancelled query ends");
            Assert.EndsWith("EZ", client.ReadToReady());
            Assert.Equal("TDCZ", bystander.ReadToReady());
        }
    }

    [Fact]
    public async Task A_cancel_goes_to_every_upstream_when_nobody_knows_the_key()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using GateFixture other = await GateFixture.StartAsync(o => o with
        {
            Upstreams = new Dictionary<string, string> { ["down"] = "127.0.0.1:1", ["*"] = $"127.0.0.1:{fixture.Postgres.Port}" },
        });
        await NpgsqlTests.EndSleepersAsync(fixture);
        using RawClient client = RawClient.Login(fixture);
        client.Send(Wire.Query("select pg_sleep(60)"));
        await Eventually.BecomesAsync(() => NpgsqlTests.SleepersAsync(fixture), n => n == 1, "the statement runs");
        using RawClient cancel = new(other.Port);
        cancel.Send(Wire.Cancel(client.BackendKey));

        Assert.Empty(cancel.ReadToEnd());
        Assert.EndsWith("EZ", client.ReadToReady());
    }
}
