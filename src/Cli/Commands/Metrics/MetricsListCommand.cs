using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall metrics list</c>: every series the control center keeps, with its last value.</summary>
internal static class MetricsListCommand
{
    /// <summary>A series as the control center tells it.</summary>
    internal sealed record Series(string Metric, string Kind, IReadOnlyDictionary<string, string> Labels, double? Last);

    /// <summary>What the control center keeps.</summary>
    internal sealed record Kept(int Columns, long Bytes, long Dropped, IReadOnlyList<Series> Series);

    public static Command Create()
    {
        var metric = new Option<string>("--metric") { Description = "Only this metric; a name that ends in * means all that begin so", HelpName = "NAME" };
        var process = new Option<string>("--process") { Description = "Only series of this process", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("list", "Every series the control center keeps, with its last value: a rate a second, a level, or a quantile")
        {
            Examples = ["seawall metrics list", "seawall metrics list --metric 'http.server.*' --process catalog", "seawall metrics list --json"],
        };
        command.Add(metric);
        command.Add(process);
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(metric), parsed.GetValue(process), parsed.GetValue(json), Place.Current.Topology(parsed.GetValue(topology)?.FullName), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? metric, string? process, bool json, SiteTopology topology, CancellationToken ct)
    {
        using HttpClient http = ControlApi.Open(Place.Current, topology);
        string path = "/api/metrics?" + string.Join('&', new[] { ("metric", metric), ("process", process) }.Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), ct).ExpectOkAsync(ct).ConfigureAwait(false);
        Kept kept = (await answer.Content.ReadFromJsonAsync<Kept>(ControlApi.Json, ct).ConfigureAwait(false))!;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(kept, ControlApi.Json));
            return ExitCode.Ok;
        }
        foreach (Series series in kept.Series)
        {
            Console.WriteLine(TextOf(series));
        }
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{kept.Series.Count} of {kept.Columns} series, {kept.Bytes / 1048576.0:0.0} MB in memory{(kept.Dropped > 0 ? $", {kept.Dropped} without room" : "")}")).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    internal static string TextOf(Series series) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(series.Last is { } last ? last.ToString("0.######", CultureInfo.InvariantCulture) : "-"),14}  {series.Metric}{(series.Kind == "rate" ? " /s" : "")} {{{string.Join(", ", series.Labels.Select(label => $"{label.Key}={label.Value}"))}}}");
}
