using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Control.Alerts;

namespace Seawall.Cli.Tests.Alerting;

public sealed class AlertTablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 11, 0, 10, 0, TimeSpan.Zero);

    private static readonly Alert Trade = new()
    {
        Key = "process:trade",
        Incident = "process:trade@1",
        Severity = Severity.Critical,
        Summary = "trade ended with exit code 137",
        Owner = "operations",
        Plan = "restart it",
        Group = "process",
        Since = Now.AddMinutes(-2),
        Sources = ["watchdog"],
    };

    [Fact]
    public void The_list_shows_state_owner_and_plan_of_every_alert()
    {
        var output = new StringWriter();
        AlertListCommand.Write(
            output,
            new AlertBoard(
                Now.AddSeconds(-40),
                [new OpenAlert(Trade, null), new OpenAlert(Trade with { Key = "process:web", Acknowledged = new Acknowledgement("ann", Now, "on it") }, null), new OpenAlert(Trade with { Key = "process:im" }, "3f9a")],
                [new SilenceView("3f9a", "process:im", Now.AddMinutes(30), "ann", "moving")],
                [new WaitingMessage("1", MessageKind.Firing, "hook", "process", 3, "closed")],
                ["alert/x: plan is required"]),
            Now);
        Assert.Equal(
            """
            critical  process:trade                2m 00s    firing
                      trade ended with exit code 137
                      owner operations; plan: restart it
            critical  process:web                  2m 00s    acknowledged by ann
                      trade ended with exit code 137
                      owner operations; plan: restart it
            critical  process:im                   2m 00s    silenced
                      trade ended with exit code 137
                      owner operations; plan: restart it
            silence 3f9a  process:im for 30m 00s more, ann: moving
            outlet hook has not taken a message about process, 3 attempts: closed
            left out because of its faults: alert/x: plan is required
            rules were evaluated 40s ago: monitoring stands still

            """,
            output.ToString());
    }

    [Fact]
    public void The_history_shows_how_long_alerts_lasted()
    {
        var output = new StringWriter();
        AlertHistoryCommand.Write(output, new AlertHistory([Trade with { QuietSince = Now, Over = Now.AddSeconds(5) }], []), deliveries: false);
        Assert.EndsWith("  2m 00s    process:trade                trade ended with exit code 137\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deliveries_name_outlet_outcome_and_who_delivered()
    {
        var output = new StringWriter();
        var delivery = new Delivery("1", MessageKind.Firing, "hook", "process", ["process:trade"], Now, 2, DeliveryOutcome.GivenUp, "closed") { By = "watchdog" };
        AlertHistoryCommand.Write(output, new AlertHistory([], [delivery]), deliveries: true);
        Assert.EndsWith("Firing    hook       GivenUp by watchdog after 2 attempts, process:trade: closed\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_are_shown_with_limit_owner_and_plan()
    {
        var output = new StringWriter();
        AlertRulesCommand.Write(output, new AlertRulesCommand.RulesAnswer(
            [new RuleView("cpu", "threshold", "CPU", "warning", "ops", "add a node", "cpu > 0.9, each process", 1)], [new OutletView("log", "log", "alerts.log", true, "info")], []));
        Assert.Equal(
            """
            cpu                        warning   1 firing  cpu > 0.9, each process
                                       owner ops; plan: add a node
            outlet log                 log       alerts.log gets all from info

            """,
            output.ToString());
    }
}
