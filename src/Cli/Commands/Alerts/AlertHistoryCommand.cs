using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Control.Alerts;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall alert history</c>: the alerts that are over and what was delivered, the newest first.</summary>
internal static class AlertHistoryCommand
{
    public static Command Create()
    {
        var last = new Option<int>("--last") { Description = "How many", HelpName = "N", DefaultValueFactory = _ => 20 };
        var deliveries = new Option<bool>("--deliveries") { Description = "What was delivered to which outlet, instead of the alerts" };
        var api = new AlertApi();
        var command = new ExampleCommand("history", "The alerts that are over, and what was delivered, the newest first")
        {
            Examples = ["seawall alert history", "seawall alert history --deliveries --last 50"],
        };
        command.Add(last);
        command.Add(deliveries);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string most = parsed.GetValue(last).ToString(CultureInfo.InvariantCulture);
            AlertHistory history = await api.GetAsync<AlertHistory>(parsed, "/history?most=" + most, ct).ConfigureAwait(false);
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(history, ControlApi.Json));
            }
            else
            {
                Write(Console.Out, history, parsed.GetValue(deliveries));
            }
            return ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, AlertHistory history, bool deliveries)
    {
        if (deliveries)
        {
            foreach (Delivery delivery in history.Deliveries)
            {
                string why = delivery.Why.Length > 0 ? ": " + delivery.Why : "";
                output.WriteLine($"{At(delivery.At)}  {delivery.Kind,-9} {delivery.Outlet,-10} {delivery.Outcome} by {delivery.By} after {delivery.Attempts} attempts, {string.Join(", ", delivery.Keys)}{why}");
            }
            return;
        }
        foreach (Alert alert in history.Past)
        {
            output.WriteLine($"{At(alert.Since)}  {DurationText.Format((alert.QuietSince ?? alert.Over ?? alert.Since) - alert.Since),-9} {alert.Key,-28} {alert.Summary}");
        }
        if (history.Past.Count == 0)
        {
            output.WriteLine("no alert is over yet");
        }
    }

    private static string At(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
