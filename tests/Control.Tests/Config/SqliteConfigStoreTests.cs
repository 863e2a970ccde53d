using Seawall.Client.Config;
using Seawall.Control.Config;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Config;

public sealed class SqliteConfigStoreTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_publish_is_one_revision_of_all_its_keys_and_stands_after_a_restart()
    {
        Assert.Equal(new PublishOutcome.Published(1), await _folder.SetAsync(Item("a", 1), Item("b", 2)));
        Assert.Equal(new PublishOutcome.Published(2), await _folder.SetAsync(Item("a", 3), new("item/test/b", null)));
        var before = _folder.Current;
        _folder.Reopen();
        Assert.Equal((2, before.Digest), (_folder.Current.Revision, _folder.Current.Digest));
        Assert.Equal(("""{"value":3}""", null), (_folder.Current["item/test/a"], _folder.Current["item/test/b"]));
    }

    [Fact]
    public async Task A_key_that_is_not_where_it_was_expected_stops_the_whole_publish()
    {
        await _folder.SetAsync(Item("a", 1));
        var outcome = await _folder.SetAsync(Item("b", 1), Item("a", 2, expected: 0), Item("c", 1, expected: 7));
        var conflicted = Assert.IsType<PublishOutcome.Conflicted>(outcome);
        Assert.Equal([new("item/test/a", 0, 1, """{"value":1}"""), new("item/test/c", 7, 0, null)], conflicted.Conflicts);
        Assert.Equal((1, 1), (_folder.Current.Revision, _folder.Current.Entries.Count));
        Assert.Equal(new PublishOutcome.Published(2), await _folder.SetAsync(Item("b", 1, expected: 0), Item("a", 2, expected: 1)));
    }

    [Fact]
    public async Task What_is_as_wanted_makes_no_revision()
    {
        await _folder.SetAsync(Item("a", 1));
        Assert.Equal(new PublishOutcome.Published(1), await _folder.SetAsync(Item("a", 1), new("item/test/none", null)));
        Assert.Equal(1, _folder.Current.Revision);
    }

    [Fact]
    public async Task A_request_sent_twice_is_done_once_also_over_a_restart()
    {
        var request = Request(Item("a", 1)) with { Idempotency = "one" };
        Assert.Equal(new PublishOutcome.Published(1), await _folder.Store.PublishAsync(request, CancellationToken.None));
        await _folder.SetAsync(Item("a", 2));
        _folder.Reopen();
        Assert.Equal(new PublishOutcome.Published(1), await _folder.Store.PublishAsync(request, CancellationToken.None));
        Assert.Equal("""{"value":2}""", _folder.Current["item/test/a"]);
        Assert.IsType<PublishOutcome.Refused>(await _folder.Store.PublishAsync(Request(Item("a", 5)) with { Idempotency = "one" }, CancellationToken.None));
    }

    [Fact]
    public async Task A_publish_without_a_reason_an_actor_or_changes_or_with_a_key_twice_is_invalid()
    {
        var outcome = await _folder.Store.PublishAsync(new PublishRequest { Actor = " ", Reason = "", Changes = [Item("a", 1), Item("a", 2)] }, CancellationToken.None);
        Assert.Equal(["reason", "actor", ""], Assert.IsType<PublishOutcome.Invalid>(outcome).Faults.Select(fault => fault.Path));
        Assert.IsType<PublishOutcome.Invalid>(await _folder.SetAsync());
    }

    [Fact]
    public async Task A_delta_leads_from_any_revision_to_the_newest_and_a_window_that_is_past_says_so()
    {
        var seen = new List<ConfigSnapshot> { _folder.Current };
        for (var i = 0; i < 20; i++)
        {
            await _folder.SetAsync(Item("n" + (i % 3), i), i % 4 == 3 ? new WantedChange("item/test/n0", null) : Item("other", i));
            seen.Add(_folder.Current);
        }
        foreach (var restarted in (bool[])[false, true])
        {
            if (restarted)
                _folder.Reopen();
            foreach (var from in seen)
            {
                var delta = _folder.Store.Since(from.Revision)!;
                var reached = from.With(delta.Revision, delta.Changes);
                Assert.Equal((_folder.Current.Revision, _folder.Current.Digest, delta.Digest), (reached.Revision, reached.Digest, _folder.Current.Digest));
            }
        }
        Assert.Equal((null, null), (_folder.Store.Since(-1), _folder.Store.Since(21)));
    }

    [Fact]
    public async Task Those_who_wait_past_a_revision_are_told_and_the_live_config_follows()
    {
        var waiting = _folder.Store.WaitPastAsync(0, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await _folder.SetAsync(Item("a", 1));
        await waiting.WaitAsync(Limit);
        _folder.Store.Dispose();
        var live = new LiveConfig();
        using var store = _folder.Open(live);
        Assert.Equal(1, live.Current.Revision);
        await store.PublishAsync(Request(Item("a", 2)), CancellationToken.None);
        Assert.Same(store.Current, live.Current);
    }

    [Fact]
    public void A_second_process_cannot_open_the_store_and_other_users_cannot_read_it()
    {
        var refusal = Assert.Throws<Control.Config.Storage.ConfigDamageException>(() => _folder.Open());
        Assert.Contains("held by another control process", refusal.Message, StringComparison.Ordinal);
        Assert.All(new FileInfo(_folder.Path).Directory!.GetFiles(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }
}
