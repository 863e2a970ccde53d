using System.CommandLine;
using System.Text;
using System.Text.Json;
using Seawall.Control.Metrics.Scraping;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall metrics targets</c>: where a Prometheus finds the site's processes; reads the topology only.</summary>
internal static class MetricsTargetsCommand
{
    public static Command Create()
    {
        var prometheus = new Option<bool>("--prometheus") { Description = "Print a scrape configuration for Prometheus" };
        var json = new Option<bool>("--json") { Description = "Print JSON, as Prometheus' file_sd_config reads it" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("targets", "Where every process has its figures, for a Prometheus of your own")
        {
            Examples = ["seawall metrics targets", "seawall metrics targets --prometheus > prometheus.yml", "seawall metrics targets --json > targets.json"],
        };
        command.Add(prometheus);
        command.Add(json);
        command.Add(topology);
        command.SetAction(parsed =>
        {
            IReadOnlyList<MetricTarget> targets = ControlTargets.Of(Place.Current.Topology(parsed.GetValue(topology)?.FullName));
            Console.Write(parsed.GetValue(prometheus) ? Prometheus(targets) : parsed.GetValue(json) ? Json(targets) : Text(targets));
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string Prometheus(IReadOnlyList<MetricTarget> targets)
    {
        var text = new StringBuilder(
            """
            # Written by `seawall metrics targets --prometheus`. The watchdog tells of processes that have no figures of their own, hence honor_labels.
            scrape_configs:
              - job_name: seawall
                scrape_interval: 5s
                scrape_timeout: 4s
                honor_labels: true
                static_configs:

            """);
        foreach (MetricTarget target in targets)
        {
            text.Append($"      - targets: ['{target.Address.Authority}']\n        labels: {{ process: '{target.Process}', role: '{target.Role}' }}\n");
        }
        return text.ToString();
    }

    private static string Json(IReadOnlyList<MetricTarget> targets) => JsonSerializer.Serialize(
        targets.Select(target => new { targets = new[] { target.Address.Authority }, labels = new { process = target.Process, role = target.Role } }), ControlApi.Json) + "\n";

    private static string Text(IReadOnlyList<MetricTarget> targets) => string.Concat(targets.Select(target => $"{target.Process,-20}{target.Role,-12}{new Uri(target.Address, "/metrics")}\n"));
}
