using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall metrics</c>: what the site's processes measure.</summary>
internal static class MetricsCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("metrics", "What the site's processes measure: interfaces by role, processes, the machine, and where a Prometheus finds them")
        {
            Examples = ["seawall metrics show --business trade", "seawall metrics show", "seawall metrics list --metric 'http.*'", "seawall metrics targets --prometheus"],
        };
        command.Add(MetricsShowCommand.Create());
        command.Add(MetricsMonitorsCommand.Create());
        command.Add(MetricsListCommand.Create());
        command.Add(MetricsTargetsCommand.Create());
        return command;
    }
}
