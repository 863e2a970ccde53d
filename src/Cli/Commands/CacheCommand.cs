using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Redis.Caching;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall cache</c>: whose cache lies where, with whom it is shared, and how well it serves. Exit code 1 when a process or a cache is down.</summary>
internal static class CacheCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("cache", "Whose cache lies where, with whom it is shared, and how well it serves; exit code 1 when one is down")
        {
            Examples = ["seawall cache", "seawall cache --json"],
        };
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(Place.Current.Topology(parsed.GetValue(topology)?.FullName), parsed.GetValue(json), ct));
        return command;
    }

    /// <summary>One business's cache: where it lies, who else lies there, and its figures since its process started.</summary>
    internal sealed record Line
    {
        public required string Business { get; init; }

        /// <summary>The Redis instance.</summary>
        public required string Instance { get; init; }

        /// <summary>The other businesses on the same instance.</summary>
        public required IReadOnlyList<string> SharedWith { get; init; }

        /// <summary>Null when its process does not answer.</summary>
        public required CacheFigures? Figures { get; init; }
    }

    internal static IReadOnlyList<Line> Lines(SiteTopology topology, IReadOnlyDictionary<string, CacheFigures> figures) =>
    [
        .. from node in topology.Redis
           from business in node.Businesses
           select new Line
           {
               Business = business,
               Instance = node.Name,
               SharedWith = [.. node.Businesses.Where(other => other != business)],
               Figures = figures.GetValueOrDefault(business),
           },
    ];

    private static async Task<int> RunAsync(SiteTopology topology, bool json, CancellationToken ct)
    {
        IReadOnlyList<Line> lines = Lines(topology, await AskAsync(topology, ct).ConfigureAwait(false));
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { businesses = lines }, _json));
        }
        else
        {
            Write(Console.Out, lines);
        }
        return lines.All(line => line.Figures?.Server is { Connected: true }) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>The figures of every process that answers, by business.</summary>
    private static async Task<Dictionary<string, CacheFigures>> AskAsync(SiteTopology topology, CancellationToken ct)
    {
        var all = new Dictionary<string, CacheFigures>();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (ProcessNode process in topology.Processes.Where(process => process.Businesses.Any(business => topology.RedisOf(business) is not null)))
        {
            try
            {
                foreach ((string business, CacheFigures figures) in await http.GetFromJsonAsync<Dictionary<string, CacheFigures>>($"http://{process.Listen}/cache", ct).ConfigureAwait(false) ?? [])
                {
                    all[business] = figures;
                }
            }
            catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                await Console.Error.WriteLineAsync($"{process.Name} does not answer: {e.Message}").ConfigureAwait(false);
            }
        }
        return all;
    }

    internal static void Write(TextWriter output, IReadOnlyList<Line> lines)
    {
        void Row(string business, string instance, string hits, string misses, string ratio, string bypassed, string state) =>
            output.WriteLine($"{business,-12}{instance,-20}{hits,10}{misses,10}{ratio,11}{bypassed,10}  {state}".TrimEnd());

        Row("business", "instance", "hits", "misses", "hit ratio", "bypassed", "server");
        foreach (Line line in lines)
        {
            string shared = line.SharedWith.Count == 0 ? "" : $", shared with {string.Join(", ", line.SharedWith)}";
            if (line.Figures is { } figures)
            {
                Row(
                    line.Business, line.Instance, Count(figures.Hits), Count(figures.Misses), figures.Ratio?.ToString("0.0%", CultureInfo.InvariantCulture) ?? "-",
                    Count(figures.Bypassed), (figures.Server is { Connected: true } ? "connected" : $"down: {figures.Server?.Cause ?? "not configured"}") + shared);
            }
            else
            {
                Row(line.Business, line.Instance, "-", "-", "-", "-", "its process does not answer" + shared);
            }
        }
    }

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);
}
