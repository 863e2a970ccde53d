using Seawall.Watchdog;

namespace Seawall.Cli.Tests.Alerting;

public sealed class WatchdogCourierTests : IDisposable
{
    private readonly TwoDesks _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task The_control_center_tells_what_it_can_and_the_watchdog_nothing()
    {
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(3);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(20);
        Assert.Equal(["Firing process:trade", "Resolved process:trade"], _site.Arrived);
        Assert.Empty(_site.Watchdog.Journal);
    }

    [Fact]
    public async Task The_end_of_the_control_center_itself_is_told_by_the_watchdog_and_its_return_once()
    {
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.PassAsync(3);
        _site.StartControl();
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.PassAsync(40);
        Assert.Equal(["Firing process:control", "Resolved process:control"], _site.Arrived);
        Assert.Equal("watchdog", Assert.Single(_site.Control!.Book.Past).ToldBy);
        Assert.Empty(_site.Watchdog.Book.Past);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    public async Task What_dies_while_the_control_center_is_down_is_told_once_and_its_end_once(int secondsUntilControlIsBack)
    {
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(secondsUntilControlIsBack);
        _site.StartControl();
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.PassAsync(5);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(60);
        Assert.Single(_site.Arrived, line => line.StartsWith("Firing", StringComparison.Ordinal) && line.Contains("process:trade", StringComparison.Ordinal));
        Assert.Single(_site.Arrived, line => line.StartsWith("Resolved", StringComparison.Ordinal) && line.Contains("process:trade", StringComparison.Ordinal));
        Assert.Equal(_site.Ids.Count, _site.Ids.Distinct().Count());
        Assert.Empty(_site.Control!.Book.Open);
        Assert.Empty(_site.Watchdog.Book.Open);
        Assert.Contains(_site.Control!.Book.Past, alert => alert.Key == "process:trade");
    }

    [Fact]
    public async Task An_end_reaches_the_outlets_though_the_control_center_that_told_the_beginning_stays_away()
    {
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(3);
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(60);
        Assert.Contains("Resolved process:trade", _site.Arrived);
        _site.StartControl();
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.PassAsync(60);
        Assert.Single(_site.Arrived, "Resolved process:trade");
        Assert.Single(_site.Arrived, "Firing process:trade");
        Assert.Empty(_site.Control!.Book.Open);
    }

    [Fact]
    public async Task What_the_control_center_had_still_to_deliver_is_delivered_for_it_and_not_again_by_it()
    {
        _site.OutletWorks = false;
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(2);
        _site.KillControl();
        _site.OutletWorks = true;
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.PassAsync(30);
        Assert.Single(_site.Arrived, "Firing process:trade");
        _site.StartControl();
        await _site.PassAsync(60);
        Assert.Single(_site.Arrived, "Firing process:trade");
    }

    [Fact]
    public async Task More_of_a_trouble_that_the_control_center_told_is_not_told_again_when_that_died()
    {
        await _site.TroubleAsync("trade", ServiceTrouble.Silent);
        await _site.PassAsync(2);
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.TroubleAsync("trade", ServiceTrouble.Hung);
        await _site.PassAsync(2);
        _site.StartControl();
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(2);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(30);
        Assert.Single(_site.Arrived, "Firing process:trade");
        Assert.Single(_site.Arrived, "Resolved process:trade");
    }

    [Fact]
    public async Task What_the_control_center_took_and_could_not_tell_before_it_died_is_told_for_it()
    {
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.PassAsync(10);
        Assert.Single(_site.Arrived, "Firing process:trade");
        _site.StartControl();
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.PassAsync(5);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(30);
        Assert.Single(_site.Arrived, "Firing process:trade");
        Assert.Single(_site.Arrived, "Resolved process:trade");
    }

    [Fact]
    public async Task A_control_center_that_answers_too_late_and_the_watchdog_tell_it_under_one_id_or_once()
    {
        _site.AnswersTooLate = true;
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(10);
        Assert.Single(_site.Ids.Distinct());
        Assert.Equal(["Firing process:trade"], _site.Arrived);
    }

    [Fact]
    public async Task Silent_rules_are_told_by_the_watchdog_and_their_return_too()
    {
        await _site.PassAsync(40);
        Assert.Empty(_site.Arrived);
        _site.BeatsGoOn = false;
        await _site.PassAsync(28);
        Assert.Empty(_site.Arrived);
        await _site.PassAsync(5);
        Assert.Equal(["Firing monitoring:rules"], _site.Arrived);
        _site.BeatsGoOn = true;
        await _site.PassAsync(20);
        Assert.Equal(["Firing monitoring:rules", "Resolved monitoring:rules"], _site.Arrived);
    }

    [Fact]
    public async Task A_watchdog_that_is_replaced_goes_on_with_what_it_had_told()
    {
        _site.KillControl();
        await _site.TroubleAsync("control", ServiceTrouble.Crashed);
        await _site.PassAsync(3);
        _site.StartWatchdog();
        await _site.PassAsync(3);
        await _site.TroubleAsync("control", ServiceTrouble.Over);
        await _site.PassAsync(20);
        Assert.Equal(["Firing process:control", "Resolved process:control"], _site.Arrived);
    }

    [Fact]
    public async Task Two_events_of_one_trouble_are_one_alert()
    {
        await _site.TroubleAsync("trade", ServiceTrouble.Silent);
        await _site.PassAsync(4);
        await _site.TroubleAsync("trade", ServiceTrouble.Hung);
        await _site.PassAsync(2);
        await _site.TroubleAsync("trade", ServiceTrouble.Crashed);
        await _site.PassAsync(2);
        await _site.TroubleAsync("trade", ServiceTrouble.Over);
        await _site.PassAsync(20);
        Assert.Equal(["Firing process:trade", "Resolved process:trade"], _site.Arrived);
    }
}
