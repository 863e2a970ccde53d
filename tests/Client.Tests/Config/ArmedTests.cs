using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Client.Config.Push;

namespace Seawall.Client.Tests.Config;

public sealed class ArmedTests
{
    private static readonly DateTimeOffset T = DateTimeOffset.UnixEpoch.AddSeconds(10);

    private readonly ManualClock _clock = new();
    private readonly LiveConfig _live = new();
    private readonly ConfigState _state = new();
    private readonly ConfigKeeper _keeper;
    private readonly List<string?> _values = [];
    private IReadOnlyList<ConfigSnapshot> _ready = [];

    public ArmedTests()
    {
        _keeper = new ConfigKeeper(_live, _state, _clock);
        _live.Subscribe(snapshot => _values.Add(snapshot["item/web/rows"]), ready => _ready = ready);
        _keeper.Accept(ConfigSnapshot.Of(1, [new("item/web/rows", "1", 1)]), ConfigSource.Center);
    }

    [Fact]
    public void Armed_changes_are_prepared_and_not_in_force()
    {
        Arm("""{"changes":[{"key":"item/web/rows","value":"2","expected":1}],"at":null}""");
        Assert.Equal("1", _live.Current["item/web/rows"]);
        Assert.Equal("2", _ready[0]["item/web/rows"]);
        Assert.Equal(["a"], _state.Current.Armed);
        Assert.Null(_keeper.NextMoment.At);
    }

    [Fact]
    public void They_come_into_force_at_their_moment_and_the_revision_that_makes_them_changes_nothing_more()
    {
        Arm($$"""{"changes":[{"key":"item/web/rows","value":"2","expected":1}],"at":"{{T:O}}"}""");
        var base1 = _keeper.Base;
        Assert.Equal(T, _keeper.NextMoment.At);
        _keeper.Reach();
        Assert.Equal("1", _live.Current["item/web/rows"]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _keeper.Reach();
        Assert.Equal("2", _live.Current["item/web/rows"]);
        Assert.Empty(_ready);
        Assert.Same(base1, _keeper.Base);
        _keeper.Accept(base1.With(3, [new("armed/a", null, 3), new("item/web/rows", "2", 3)]), ConfigSource.Center);
        Assert.Equal([null, "1", "1", "2", "2"], _values);
    }

    [Fact]
    public void A_moment_that_passed_while_the_process_was_down_has_passed()
    {
        Arm($$"""{"changes":[{"key":"item/web/rows","value":null}],"at":"{{T:O}}"}""");
        _clock.Advance(TimeSpan.FromSeconds(11));
        var live = new LiveConfig();
        new ConfigKeeper(live, new ConfigState(), _clock).Begin(_keeper.Base);
        Assert.Null(live.Current["item/web/rows"]);
    }

    [Fact]
    public void What_somebody_changed_meanwhile_stays_as_they_left_it()
    {
        Arm($$"""{"changes":[{"key":"item/web/rows","value":"2","expected":1},{"key":"item/web/columns","value":"2","expected":0}],"at":"{{T:O}}"}""");
        _keeper.Accept(_keeper.Base.With(3, [new("item/web/rows", "7", 3)]), ConfigSource.Center);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _keeper.Reach();
        Assert.Equal(("7", null), (_live.Current["item/web/rows"], _live.Current["item/web/columns"]));
    }

    [Fact]
    public void A_break_glass_act_lies_over_what_was_armed()
    {
        Arm($$"""{"changes":[{"key":"item/web/rows","value":"2"}],"at":"{{T:O}}"}""");
        _keeper.Lay([new EmergencyAct("e1", T, "ada", "now", [new EmergencyChange("item/web/rows", "9", null)])]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _keeper.Reach();
        Assert.Equal("9", _live.Current["item/web/rows"]);
    }

    [Fact]
    public void What_is_taken_back_does_not_come()
    {
        Arm($$"""{"changes":[{"key":"item/web/rows","value":"2"}],"at":"{{T:O}}"}""");
        _keeper.Accept(_keeper.Base.With(3, [new("armed/a", null, 3)]), ConfigSource.Center);
        Assert.Empty(_ready);
        Assert.Null(_keeper.NextMoment.At);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _keeper.Reach();
        Assert.Equal("1", _live.Current["item/web/rows"]);
    }

    [Fact]
    public void The_session_with_the_center_is_as_if_nothing_was_armed()
    {
        var session = new ConfigSession(_keeper.Base);
        var armed = _keeper.Base.With(2, [new("armed/a", $$"""{"changes":[{"key":"item/web/rows","value":"2"}],"at":"{{T:O}}"}""", 2)]);
        Assert.NotNull(session.Decide(new SessionEvent.Snapshot(armed, armed.Digest)).Apply);
        _keeper.Accept(armed, ConfigSource.Center);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _keeper.Reach();
        Assert.Equal("2", _live.Current["item/web/rows"]);
        Assert.Equal(SessionStep.ReadOn, session.Decide(new SessionEvent.Beat(2, armed.Digest, TimeSpan.Zero)).Next);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"changes":[{"value":"2"}]}""")]
    [InlineData("""{"changes":[],"at":"soon"}""")]
    public void What_is_of_another_shape_is_left_alone(string value) => Assert.Null(ArmedChanges.Read(new ConfigEntry("armed/a", value, 1)));

    [Fact]
    public async Task The_clock_reaches_each_moment_by_itself()
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _live.Subscribe(snapshot =>
        {
            if (snapshot["item/web/rows"] == "2")
                changed.TrySetResult();
        });
        using var clock = new ArmedClock(_keeper, _clock);
        await clock.StartAsync(CancellationToken.None);
        Arm($$"""{"changes":[{"key":"item/web/rows","value":"2"}],"at":"{{T:O}}"}""");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!changed.Task.IsCompleted)
        {
            late.Token.ThrowIfCancellationRequested();
            _clock.AdvanceMs(500);
            await Task.Delay(10, late.Token);
        }
        await clock.StopAsync(CancellationToken.None);
    }

    private void Arm(string value) => _keeper.Accept(_keeper.Base.With(2, [new("armed/a", value, 2)]), ConfigSource.Center);
}
