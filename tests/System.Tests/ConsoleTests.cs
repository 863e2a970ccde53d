using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>The console of a real site: its link, its figures, and what an open page costs.</summary>
[Collection(nameof(RunningSite))]
public sealed partial class ConsoleTests(RunningSite site, ITestOutputHelper output)
{
    private const double MostOfACore = 0.05;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Without = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(15);
    private static readonly string[] Measured = ["control", "gate-1", "gate-2"];

    [Fact]
    public async Task The_console_shows_the_site_and_an_open_page_costs_at_most_a_twentieth_of_a_core()
    {
        var link = await LinkAsync();
        using var http = await SignInAsync(link);
        foreach (var page in (string[])["/", "/live", "/statements", "/margin", "/processes", "/processes/catalog", "/alerts", "/readiness"])
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(page)).StatusCode);
        Assert.Contains("marketing", await http.GetStringAsync("/processes"), StringComparison.Ordinal);
        Assert.Contains("DB-1", await http.GetStringAsync("/readiness"), StringComparison.Ordinal);

        var without = await CostAsync("no page open", Without);
        using var stop = new CancellationTokenSource();
        var open = WatchAsync(http, stop.Token);
        var live = await CostAsync("live page open", Stretch);
        await stop.CancelAsync();
        Assert.InRange(await open, 5, 100);

        // Processor time of the processes themselves, so a busy machine does not change it.
        var more = live["control"] + Math.Max(0, live["gate-1"] - without["gate-1"]) + Math.Max(0, live["gate-2"] - without["gate-2"]);
        output.WriteLine($"an open live page costs {more:P2} of a core");
        Assert.True(more <= MostOfACore, $"an open live page costs {more:P2} of a core, {MostOfACore:P0} are allowed");
    }

    private async Task<Uri> LinkAsync()
    {
        var console = await site.Program.RunAsync(Limit, "console", "--json", "--topology", site.Program.Topology);
        Assert.True(console.ExitCode == 0, $"console: {console}");
        using var json = JsonDocument.Parse(console.Output);
        return new Uri(json.RootElement.GetProperty("url").GetString()!);
    }

    private static async Task<HttpClient> SignInAsync(Uri link)
    {
        var http = new HttpClient { BaseAddress = new Uri(link.GetLeftPart(UriPartial.Authority)), Timeout = Limit };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        var token = FormToken().Match(await http.GetStringAsync(link)).Groups[1].Value;
        var answer = await http.PostAsync("/sign-in", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("link", link.Segments[^1])]));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return http;
    }

    // What the browser's live page does: one stream of events.
    private static async Task<int> WatchAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var events = 0;
        try
        {
            using var stream = new StreamReader(await http.GetStreamAsync("/live/events?span=5m", cancellationToken));
            while (await stream.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                    events++;
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
        return events;
    }

    private async Task<IReadOnlyDictionary<string, double>> CostAsync(string when, TimeSpan stretch)
    {
        var status = await site.StatusAsync();
        var (clock, before) = (Stopwatch.StartNew(), Measured.ToDictionary(name => name, name => ProcessorTime(status[name].Pid)));
        using var timer = new PeriodicTimer(stretch);
        await timer.WaitForNextTickAsync();
        var share = Measured.ToDictionary(name => name, name => (ProcessorTime(status[name].Pid) - before[name]) / clock.Elapsed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}: {string.Join(", ", share.Select(s => $"{s.Key} {s.Value:P2}"))}"));
        return share;
    }

    private static TimeSpan ProcessorTime(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
