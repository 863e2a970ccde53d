using Seawall.Client.Config;

namespace Seawall.Client.Tests;

public sealed class ConfigSnapshotTests
{
    [Fact]
    public void Changes_one_by_one_and_a_snapshot_at_once_have_one_digest()
    {
        var stepwise = ConfigSnapshot.Empty
            .With(1, [new("item/a/x", "1", 1), new("item/a/y", "2", 1)])
            .With(2, [new("item/a/x", "3", 2)])
            .With(3, [new("item/a/y", null, 3), new("item/a/z", "4", 3)]);
        var whole = ConfigSnapshot.Of(3, [new("item/a/z", "4", 3), new("item/a/x", "3", 2)]);
        Assert.Equal(whole.Digest, stepwise.Digest);
        Assert.Equal(whole.Entries.Values, stepwise.Entries.Values);
    }

    [Fact]
    public void Another_value_or_another_revision_is_another_digest()
    {
        var one = ConfigSnapshot.Of(1, [new("item/a/x", "1", 1)]).Digest;
        Assert.NotEqual(one, ConfigSnapshot.Of(1, [new("item/a/x", "2", 1)]).Digest);
        Assert.NotEqual(one, ConfigSnapshot.Of(1, [new("item/a/x", "1", 2)]).Digest);
        Assert.Equal(0UL, ConfigSnapshot.Of(9, []).Digest);
    }

    [Fact]
    public void A_listener_that_throws_stops_no_other()
    {
        var live = new LiveConfig();
        var seen = new List<long>();
        using var bad = live.Subscribe(snapshot => { if (snapshot.Revision == 2) throw new InvalidOperationException("no"); });
        using var good = live.Subscribe(snapshot => seen.Add(snapshot.Revision));
        Assert.Empty(live.Swap(ConfigSnapshot.Of(1, [])));
        Assert.Equal("no", Assert.Single(live.Swap(ConfigSnapshot.Of(2, []))).Message);
        Assert.Equal([0, 1, 2], seen);
    }
}
