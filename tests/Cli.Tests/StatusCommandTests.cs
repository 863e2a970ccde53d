using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli.Tests;

public sealed class StatusCommandTests
{
    private static readonly Dictionary<string, string> _addresses = new() { ["storefront"] = "http://127.0.0.1:8080" };
    private static readonly ProcessIdentity _alive = ProcessIdentity.Of(Environment.ProcessId)!.Value;
    private static readonly ProcessIdentity _dead = _alive with { StartTicks = _alive.StartTicks - 1 };
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_000);

    [Fact]
    public void A_watched_site_shows_what_its_watchdog_wrote()
    {
        StatusCommand.Status status = Of(new SiteState
        {
            Watchdog = _alive,
            Phase = SitePhase.Up,
            StartedUnix = 900,
            Services = [new ServiceRecord("web", Condition.Healthy, _alive, 2, 940, "")],
        });

        Assert.Equal("up", status.Phase);
        Assert.Equal(
            [new("watchdog", "healthy", _alive.Pid, 0, 100), new StatusCommand.ProcessStatus("web", "healthy", _alive.Pid, 2, 60)], status.Processes);
    }

    [Fact]
    public void A_process_that_died_unseen_is_not_shown_as_healthy()
    {
        StatusCommand.Status status = Of(new SiteState
        {
            Watchdog = _alive,
            Phase = SitePhase.Up,
            Services = [new ServiceRecord("web", Condition.Healthy, _dead, 0, 940, "")],
        });

        Assert.Equal(new StatusCommand.ProcessStatus("web", "dead", null, 0, 0), status.Processes[1]);
    }

    [Fact]
    public void Without_its_watchdog_a_site_that_serves_is_unwatched_and_one_that_does_not_is_down()
    {
        var state = new SiteState { Watchdog = _dead, Phase = SitePhase.Up, Services = [new ServiceRecord("web", Condition.Healthy, _alive, 0, 940, "")] };

        Assert.Equal("unwatched", Of(state).Phase);
        Assert.Equal(new StatusCommand.ProcessStatus("watchdog", "down", null, 0, 0), Of(state).Processes[0]);
        Assert.Equal("down", Of(state with { Services = [new ServiceRecord("web", Condition.Healthy, _dead, 0, 940, "")] }).Phase);
        Assert.Equal("down", Of(new SiteState()).Phase);
    }

    private static StatusCommand.Status Of(SiteState state) => StatusCommand.Of(state, _addresses, _now);
}
