using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;

namespace Seawall.Control.Tests.Arming;

public sealed class ArmedPublisherTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private const string Key = "armed/sale";

    private readonly StoreFolder _folder = new();
    private readonly Fleet _fleet = new();
    private readonly ArmedPublisher _publisher;

    public ArmedPublisherTests() => _publisher = Publisher();

    public void Dispose()
    {
        _publisher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_changes_are_one_revision_that_takes_the_armed_key_away_once_all_hold_them()
    {
        _fleet.Say("a", 0);
        _fleet.Say("b", 0);
        var ending = _publisher.PublishAsync(Request(), CancellationToken.None);
        await UntilAsync(() => Armed is not null);
        Assert.Null(ArmedEntry.Read(Armed!.Value)!.At);
        Assert.Null(_folder.Current["item/test/a"]);

        _fleet.Say("a", Armed!.Revision);
        _fleet.Say("b", Armed!.Revision);
        var outcome = await ending.WaitAsync(Limit);

        var published = Assert.IsType<PublishOutcome.Published>(outcome.Outcome);
        Assert.Equal((2, 2, 0), (outcome.Armed, outcome.Instances, outcome.Missing.Count));
        Assert.NotNull(outcome.ActiveAt);
        var revision = await History.FindAsync(published.Revision, CancellationToken.None);
        Assert.Equal(["armed/sale", "item/test/a", "item/test/b"], revision!.Changes.Select(change => change.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("ann", "publish"), (revision.Actor, revision.Action));
        Assert.True(revision.At >= outcome.ActiveAt, $"published at {revision.At:O}, in force at {outcome.ActiveAt:O}");
    }

    [Fact]
    public async Task Undo_puts_every_key_back_and_arms_nothing()
    {
        await _folder.SetAsync(StoreFolder.Item("a", 7));
        var before = _folder.Current;
        var outcome = await _publisher.PublishAsync(Request(), CancellationToken.None).WaitAsync(Limit);
        var patch = await History.UndoOfAsync(Assert.IsType<PublishOutcome.Published>(outcome.Outcome).Revision, CancellationToken.None);
        Assert.Empty(patch!.Kept);
        await _folder.SetAsync([.. patch.Changes]);
        Assert.Equal(before.Entries.Select(entry => (entry.Key, entry.Value.Value)), _folder.Current.Entries.Select(entry => (entry.Key, entry.Value.Value)));
    }

    [Fact]
    public async Task Who_does_not_hold_it_is_named_and_nothing_is_done()
    {
        _fleet.Say("a", 100);
        _fleet.Say("b", 0);
        var outcome = await _publisher.PublishAsync(Request(within: 0.05), CancellationToken.None).WaitAsync(Limit);
        Assert.Equal("1 of 2 instances held it ready within 0.1 s; nothing was changed. Missing: shop/b.", Assert.IsType<PublishOutcome.Refused>(outcome.Outcome).Why);
        Assert.Equal(["shop/b"], outcome.Missing);
        Assert.Empty(_folder.Current.Entries);
    }

    [Fact]
    public async Task Where_it_is_wanted_even_so_the_others_are_not_kept_waiting()
    {
        _fleet.Say("a", 100);
        _fleet.Say("b", 100, "InvalidDataException: 1 of the armed switches cannot be applied as they are: …");
        var outcome = await _publisher.PublishAsync(Request(within: 0.05) with { EvenIfNotAll = true }, CancellationToken.None).WaitAsync(Limit);
        Assert.IsType<PublishOutcome.Published>(outcome.Outcome);
        Assert.Equal(["shop/b"], outcome.Missing);
        Assert.Equal("""{"value":1}""", _folder.Current["item/test/a"]);
    }

    [Fact]
    public async Task What_was_changed_before_is_a_conflict_at_once()
    {
        await _folder.SetAsync(StoreFolder.Item("a", 7));
        var outcome = await _publisher.PublishAsync(Request(expected: 0), CancellationToken.None).WaitAsync(Limit);
        Assert.Equal("item/test/a", Assert.Single(Assert.IsType<PublishOutcome.Conflicted>(outcome.Outcome).Conflicts).Key);
        Assert.Equal(1, _folder.Current.Revision);
    }

    [Fact]
    public async Task What_is_changed_while_it_is_armed_is_kept_and_nothing_is_done()
    {
        _fleet.Say("a", 0);
        var ending = _publisher.PublishAsync(Request(expected: 0), CancellationToken.None);
        await UntilAsync(() => Armed is not null);
        await _folder.SetAsync(StoreFolder.Item("a", 7));
        _fleet.Say("a", 100);
        var outcome = await ending.WaitAsync(Limit);
        Assert.IsType<PublishOutcome.Conflicted>(outcome.Outcome);
        Assert.Equal([("item/test/a", """{"value":7}""")], _folder.Current.Entries.Values.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task What_is_changed_after_the_moment_was_set_is_kept_too()
    {
        var ending = _publisher.PublishAsync(Request(expected: 0) with { At = DateTimeOffset.UtcNow.AddMilliseconds(400) }, CancellationToken.None);
        await UntilAsync(() => Armed is { } armed && ArmedEntry.Read(armed.Value)!.At is not null);
        await _folder.SetAsync(StoreFolder.Item("a", 7));
        Assert.IsType<PublishOutcome.Conflicted>((await ending.WaitAsync(Limit)).Outcome);
        Assert.Equal([("item/test/a", """{"value":7}""")], _folder.Current.Entries.Values.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task What_is_taken_back_does_not_come_into_force()
    {
        var ending = _publisher.PublishAsync(Request() with { At = DateTimeOffset.UtcNow.AddHours(1) }, CancellationToken.None);
        await UntilAsync(() => Armed is { } armed && ArmedEntry.Read(armed.Value)!.At is not null);
        Assert.True(await _publisher.CancelAsync("sale", "bob", "rain", CancellationToken.None));
        Assert.IsType<PublishOutcome.Refused>((await ending.WaitAsync(Limit)).Outcome);
        Assert.Empty(_folder.Current.Entries);
        Assert.False(await _publisher.CancelAsync("sale", "bob", "rain", CancellationToken.None));
    }

    [Fact]
    public async Task What_may_not_be_published_is_not_armed()
    {
        var request = Request() with { Publish = StoreFolder.Request(new WantedChange("switch/a.b", "{}")) };
        var outcome = await _publisher.PublishAsync(request, CancellationToken.None);
        Assert.IsType<PublishOutcome.Invalid>(outcome.Outcome);
        Assert.Equal(0, _folder.Current.Revision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_control_center_killed_between_two_steps_goes_on_when_it_is_back(bool momentWasSet)
    {
        var entry = ArmedEntry.Of(Request(), asked: 1);
        if (momentWasSet)
            entry = entry with { At = DateTimeOffset.UtcNow.AddSeconds(-1) };
        await _folder.SetAsync(new WantedChange(Key, entry.Write()));
        await _publisher.StartAsync(CancellationToken.None);
        if (!momentWasSet)
        {
            // It knows that one was connected, and waits until it is back.
            await _fleet.Asked.Task.WaitAsync(Limit);
            Assert.NotNull(Armed);
            _fleet.Say("a", Armed!.Revision);
        }
        await UntilAsync(() => Armed is null);
        Assert.Equal("""{"value":1}""", _folder.Current["item/test/a"]);
        await _publisher.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Two_nodes_that_go_on_with_the_same_make_one_revision()
    {
        await _folder.SetAsync(new WantedChange(Key, (ArmedEntry.Of(Request(), 0) with { At = DateTimeOffset.UtcNow.AddMilliseconds(50) }).Write()));
        using var other = Publisher();
        await Task.WhenAll(_publisher.StartAsync(CancellationToken.None), other.StartAsync(CancellationToken.None));
        await UntilAsync(() => Armed is null);
        await Task.WhenAll(_publisher.StopAsync(CancellationToken.None), other.StopAsync(CancellationToken.None));
        Assert.Equal(2, _folder.Current.Revision);
    }

    [Fact]
    public async Task The_same_id_again_joins_what_is_under_way()
    {
        _fleet.Say("a", 0);
        var first = _publisher.PublishAsync(Request(), CancellationToken.None);
        await UntilAsync(() => Armed is not null);
        var second = _publisher.PublishAsync(Request(), CancellationToken.None);
        _fleet.Say("a", Armed!.Revision);
        Assert.Same(await first.WaitAsync(Limit), await second.WaitAsync(Limit));
    }

    private ConfigEntry? Armed => _folder.Current.Entries.GetValueOrDefault(Key);

    private ConfigHistory History => new(_folder.Store);

    private ArmedPublisher Publisher() => new(_folder.Store, ConfigChecks.Own, TimeProvider.System, NullLogger<ArmedPublisher>.Instance, _fleet);

    private static ArmedRequest Request(long? expected = null, double within = 20) =>
        new("sale", StoreFolder.Request(StoreFolder.Item("a", 1, expected), StoreFolder.Item("b", 2, expected)), null, TimeSpan.FromSeconds(within), false);

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(Limit);
        while (!holds())
            await Task.Delay(10, late.Token);
    }
}
