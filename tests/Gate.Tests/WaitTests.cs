using System.Text;

namespace Seawall.Gate.Tests;

using static Wire;

/// <summary>Statements that wait at the gate: granted, out of patience, cancelled, left alone by their client; and statements that take too long.</summary>
public sealed class WaitTests
{
    public static TheoryData<bool> Paths => [false, true];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_waits_goes_on_when_the_place_comes_free_and_what_follows_keeps_its_order(bool portable)
    {
        SlotStage stage = new();
        await using GateFixture fixture = await StartAsync(stage, portable);
        using RawClient first = await HoldAsync(fixture, stage);
        using RawClient second = RawClient.Login(fixture);
        second.Send(Extended("select 1"), Join(Query("select 2 as slot"), Extended("select 3 as slot"), Query("begin")), Query("select 4 as slot"));
        Assert.Equal("12DCZ", second.ReadToReady());
        await WaitersAsync(stage, 1);

        Cancel(fixture, first);

        Assert.EndsWith("EZ", first.ReadToReady(), StringComparison.Ordinal);
        Assert.Equal(["TDCZ", "12DCZ", "CZ", "TDCZ"], Enumerable.Range(0, 4).Select(_ => second.ReadToReady()));
        await Eventually.BecomesAsync(() => stage.Queue.Taken, n => n == 0, "all places are given back");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Out_of_patience_a_statement_is_refused_or_passes_as_its_verdict_says(bool portable)
    {
        SlotStage refusing = new(patienceMs: 30);
        SlotStage passing = new(patienceMs: 30, passes: true);
        await using GateFixture one = await StartAsync(refusing, portable);
        await using GateFixture two = await StartAsync(passing, portable);
        using RawClient first = await HoldAsync(one, refusing);
        using RawClient other = await HoldAsync(two, passing);
        using RawClient second = RawClient.Login(one);
        using RawClient third = RawClient.Login(two);

        second.Send(Query("select 2 as slot"), Extended("select 3 as slot"), Query("begin"), Query("select 2 as slot"), Query("select 1"), Query("rollback"), Query("select 1"));
        third.Send(Query("select 2 as slot"));

        Assert.Equal(["EZ", "EZ", "CZ", "EZ", "EZ", "CZ", "TDCZ"], Enumerable.Range(0, 7).Select(_ => second.ReadToReady()));
        Assert.Equal("TDCZ", third.ReadToReady());
        Assert.Equal((0, 0), (refusing.Queue.Waiting, passing.Queue.Waiting));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_client_that_goes_while_it_waits_leaves_the_queue(bool portable)
    {
        SlotStage stage = new();
        await using GateFixture fixture = await StartAsync(stage, portable);
        using RawClient first = await HoldAsync(fixture, stage);
        using (RawClient second = RawClient.Login(fixture))
        {
            second.Send(Query("select 2 as slot"));
            await WaitersAsync(stage, 1);
        }
        await WaitersAsync(stage, 0);
        Cancel(fixture, first);
        Assert.EndsWith("EZ", first.ReadToReady(), StringComparison.Ordinal);
        await Eventually.BecomesAsync(() => stage.Queue.Taken, n => n == 0, "nobody has a place who is gone");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_cancel_takes_a_waiting_statement_off_the_queue_and_hits_nobody_else(bool portable)
    {
        SlotStage stage = new();
        await using GateFixture fixture = await StartAsync(stage, portable);
        using RawClient first = await HoldAsync(fixture, stage);
        using RawClient second = RawClient.Login(fixture);
        second.Send(Query("begin"), Query("select 2 as slot"));
        Assert.Equal("CZ", second.ReadToReady());
        await WaitersAsync(stage, 1);

        Cancel(fixture, second);

        (char type, byte[] body) = second.Read();
        Assert.Equal('E', type);
        Assert.Contains("C57014\0Mcanceling statement due to user request", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.Equal("E", Encoding.UTF8.GetString(second.Read().Body));
        Assert.Equal((1, 0), (stage.Queue.Taken, stage.Queue.Waiting));
        Assert.Equal(0, first.Socket.Available);
        second.Send(Query("rollback"), Query("select 1"));
        Assert.Equal(["CZ", "TDCZ"], [second.ReadToReady(), second.ReadToReady()]);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_statement_out_of_its_time_is_cancelled_with_the_rules_words_and_the_next_is_not_hit(bool portable)
    {
        await using GateFixture fixture = await StartAsync(new SlotStage(cancelAfterMs: 30), portable);
        using RawClient client = RawClient.Login(fixture);
        client.Send(Query("select 1 as timed"), Query("select pg_sleep(60) as timed"), Query("select 2"), Query("begin"));
        client.Send(Extended("select pg_sleep(60) as timed"), Query("select 3"), Query("rollback"), Query("select 4"));

        Assert.Equal("TDCZ", client.ReadToReady());
        Assert.Equal('T', client.Read().Type);
        Assert.Equal(SlotStage.Cancelled.Bytes[5..], client.Read().Body);
        Assert.Equal(["Z", "TDCZ", "CZ", "12EZ", "EZ", "CZ", "TDCZ"], Enumerable.Range(0, 7).Select(_ => client.ReadToReady()));
    }

    private static Task<GateFixture> StartAsync(SlotStage stage, bool portable) =>
        GateFixture.StartAsync(o => o with { Stages = [stage], Portable = portable, Admin = null });

    private static async Task<RawClient> HoldAsync(GateFixture fixture, SlotStage stage)
    {
        RawClient holder = RawClient.Login(fixture);
        holder.Send(Query("select pg_sleep(60) as slot"));
        await Eventually.BecomesAsync(() => stage.Queue.Taken, n => n == 1, "the first has the place");
        return holder;
    }

    private static Task<int> WaitersAsync(SlotStage stage, int wanted) =>
        Eventually.BecomesAsync(() => stage.Queue.Waiting, n => n == wanted, $"{wanted} wait");

    private static void Cancel(GateFixture fixture, RawClient whose)
    {
        using RawClient cancel = new(fixture.Port);
        cancel.Send(Wire.Cancel(whose.BackendKey));
        Assert.Empty(cancel.ReadToEnd());
    }

    private static byte[] Extended(string sql) => Join(Parse("", sql), Bind("", ""), Execute(""), Sync);
}
