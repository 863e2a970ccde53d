using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Testing;

namespace Seawall.Client.Tests.Switches;

[Collection(TheBoard.Name)]
public sealed class PinTests : IDisposable
{
    private const string Off = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}""";
    private const string On = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}""";

    private static readonly Switch Banner = Switch.Define("pin.banner", Grade.G3);
    private static readonly Variant<int> Rows = Variant<int>.Define("pin.rows", 10);

    private readonly ManualClock _time = new();
    private readonly BoardIdentity _here;
    private long _revision;

    public PinTests()
    {
        _here = new BoardIdentity("web", "web-1", _time);
        Apply(("pin.banner", On));
    }

    public void Dispose() => SwitchBoard.Apply(ConfigSnapshot.Empty, _here);

    [Fact]
    public void A_request_keeps_the_switches_it_began_under()
    {
        using (Begun().Enter())
        {
            Apply(("pin.banner", Off), ("pin.rows", Number(20)));
            Assert.Equal((true, 10), (Banner.IsOn, Rows.Value));
        }
        Assert.Equal((false, 20), (Banner.IsOn, Rows.Value));
    }

    [Fact]
    public async Task So_does_work_that_goes_on_behind_it()
    {
        var swapped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> behind;
        using (Begun().Enter())
            behind = Task.Run(async () =>
            {
                await swapped.Task;
                return Banner.IsOn;
            });
        Apply(("pin.banner", Off));
        swapped.SetResult();
        Assert.True(await behind);
    }

    [Fact]
    public void A_handle_defined_meanwhile_stands_as_it_stood_when_the_request_began()
    {
        Apply(("pin.banner", On), ("pin.late", Off), ("pin.late-rows", Number(5)));
        using var request = Begun().Enter();
        Apply(("pin.banner", On));
        Assert.False(Switch.Define("pin.late", Grade.G3).IsOn);
        Assert.Equal(5, Variant<int>.Define("pin.late-rows", 1).Value);
    }

    [Fact]
    public void What_began_too_long_ago_follows_the_current_switches()
    {
        using var request = Begun().Enter();
        Apply(("pin.banner", Off));
        _time.Advance(SwitchBook.KeepFor - TimeSpan.FromMilliseconds(1));
        SwitchBoard.Tick();
        Assert.True(Banner.IsOn);
        _time.AdvanceMs(1);
        SwitchBoard.Tick();
        Assert.False(Banner.IsOn);
    }

    [Fact]
    public void A_digest_names_what_is_current_kept_or_held_ready_and_nothing_else()
    {
        var first = SwitchBoard.Current.Digest;
        Apply(("pin.banner", Off));
        var second = SwitchBoard.Current.Digest;
        var candidate = Snapshot(("pin.banner", Off), ("pin.rows", Number(30)));
        SwitchBoard.Prepare([candidate]);
        var third = SwitchStates.DigestOf(candidate);
        foreach (var digest in new[] { first, second, third })
            Assert.Equal(digest, SwitchBoard.Book.Pin(digest).Digest);
        Assert.Equal(second, SwitchBoard.Book.Pin(null).Digest);

        using var mismatches = new CounterReading("Seawall.Switches", "seawall.switch.mismatch");
        Assert.Equal(second, SwitchBoard.Book.Pin(4711).Digest);
        Assert.Equal(1, mismatches.Sum);
    }

    [Fact]
    public void The_digest_is_of_keys_and_values_whatever_set_them()
    {
        var digest = SwitchStates.DigestOf(Snapshot(("pin.banner", Off), ("pin.rows", On)));
        Assert.Equal(digest, SwitchStates.DigestOf(ConfigSnapshot.Of(99, [new("switch/pin.rows", On, 7), new("item/a/b", "1", 2), new("switch/pin.banner", Off, 99)])));
        Assert.NotEqual(digest, SwitchStates.DigestOf(Snapshot(("pin.banner", On), ("pin.rows", Off))));
    }

    [Fact]
    public void What_was_held_ready_comes_into_force_as_it_was_worked_out_and_at_the_revision_that_says_it_next()
    {
        var candidate = Snapshot(("pin.banner", Off));
        SwitchBoard.Prepare([candidate]);
        var ready = Assert.Single(SwitchBoard.Book.Ready);
        SwitchBoard.Apply(candidate, _here);
        Assert.Same(ready, SwitchBoard.Current);
        SwitchBoard.Apply(ConfigSnapshot.Of(77, candidate.Entries.Values), _here);
        Assert.Same(ready, SwitchBoard.Current);
        Assert.Equal(77, ready.Revision);
    }

    [Fact]
    public void Only_a_trusted_caller_names_switches()
    {
        Assert.True(Baggage.TryRead("seawall.role=h5,seawall.switches=00000000000012ab", out var claimed));
        Assert.Equal(0x12abUL, claimed.ClaimedSwitches);
        Assert.Null(Baggage.Read("seawall.switches=12ab").ClaimedSwitches);
        var stranger = new CallClaims { From = System.Net.IPAddress.Parse("203.0.113.9"), Baggage = "seawall.switches=00000000000012ab" };
        Assert.Null(Identity.AtEdge(stranger, new EdgeRules(), null, DateTimeOffset.UnixEpoch)!.ClaimedSwitches);
        Assert.Null(Identity.Within(stranger, new EdgeRules(), null, DateTimeOffset.UnixEpoch)!.ClaimedSwitches);
    }

    [Fact]
    public void Asking_within_a_request_allocates_nothing()
    {
        using var request = Begun().Enter();
        Apply(("pin.banner", Off));
        var count = 0;
        void Ask()
        {
            for (var i = 0; i < 1_000; i++)
                count += Banner.IsOn ? 1 : Rows.Value;
        }
        AllocationGauge.Of(10, Ask);
        Assert.Equal(0, AllocationGauge.Of(10, Ask));
        Assert.Equal(20_000, count);
    }

    private static CallContext Begun() => new CallContext { Role = "app" }.HeldTo(SwitchBoard.Book);

    private void Apply(params (string Key, string Json)[] flags) => Assert.Empty(SwitchBoard.Apply(Snapshot(flags), _here));

    private ConfigSnapshot Snapshot(params (string Key, string Json)[] flags) =>
        ConfigSnapshot.Of(++_revision, flags.Select(flag => new ConfigEntry(ConfigKeys.Switch + flag.Key, flag.Json, _revision)));

    private static string Number(int value) => $$"""{"state":"ENABLED","variants":{"a":{{value}}},"defaultVariant":"a"}""";
}
