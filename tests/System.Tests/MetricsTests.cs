using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>The figures of a real site: seen by Debian's Prometheus, and by the control center at what they cost.</summary>
[Collection(nameof(RunningSite))]
public sealed class MetricsTests(RunningSite site, ITestOutputHelper output)
{
    private const double MostOfACore = 0.05;
    private const int LiveSeries = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Debians_prometheus_scrapes_every_process()
    {
        var folder = Directory.CreateTempSubdirectory("seawall-prometheus-");
        var scrape = await site.Program.RunAsync(Limit, "metrics", "targets", "--prometheus", "--topology", site.Program.Topology);
        Assert.True(scrape.ExitCode == 0, $"metrics targets: {scrape}");
        var config = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(config, scrape.Output.Replace("5s", "1s", StringComparison.Ordinal).Replace("4s", "1s", StringComparison.Ordinal));
        string[] status = [.. (await site.StatusAsync()).Keys];
        using var process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", "--web.listen-address=127.0.0.1:25900", "--log.level=error",
        ])
        { RedirectStandardError = true })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:25900") };
            var up = await UntilAsync(http, "every process has figures of its processor", "process_cpu_time_seconds_total{cpu_mode=\"user\"}", found => status.All(found.Contains));
            output.WriteLine($"processes with figures: {string.Join(", ", up.Order(StringComparer.Ordinal))}");
            Assert.Superset(new HashSet<string>(["gate-1", "web", "trade", "control", "nightly", "watchdog"]), await QueryAsync(http, "up == 1"));
            Assert.Empty(await QueryAsync(http, "up == 0"));
            Assert.Superset(status.ToHashSet(StringComparer.Ordinal), await QueryAsync(http, "seawall_process_up == 1"));
            foreach (var figure in (string[])["process_memory_usage_bytes", "process_unix_file_descriptor_count", "process_disk_io_bytes_total", "process_start_time_seconds"])
                Assert.Superset(status.ToHashSet(StringComparer.Ordinal), await QueryAsync(http, figure));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Five_hundred_live_series_cost_the_control_center_at_most_a_twentieth_of_a_core()
    {
        var listed = await site.Program.RunAsync(Limit, "metrics", "list", "--json", "--topology", site.Program.Topology);
        Assert.True(listed.ExitCode == 0, $"metrics list: {listed}");
        using var json = JsonDocument.Parse(listed.Output);
        var live = json.RootElement.GetProperty("series").EnumerateArray().Count(series => series.GetProperty("last").ValueKind == JsonValueKind.Number);
        Assert.True(live >= LiveSeries, $"only {live} series are live");
        var pid = (await site.StatusAsync())["control"].Pid;
        var (before, clock) = (CpuOf(pid), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(10));
        var share = (CpuOf(pid) - before) / clock.Elapsed.TotalSeconds;
        output.WriteLine($"{live} live series in {json.RootElement.GetProperty("bytes").GetInt64() >> 10} KB cost {share:P2} of a core");
        Assert.True(share <= MostOfACore, $"{live} live series cost {share:P2} of a core, {MostOfACore:P0} are allowed");
    }

    // Processor time of the process itself, so a busy machine does not change it.
    private static double CpuOf(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<HashSet<string>> UntilAsync(HttpClient http, string what, string query, Func<HashSet<string>, bool> holds)
    {
        var clock = Stopwatch.StartNew();
        HashSet<string> last = new HashSet<string>();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                if (holds(last = await QueryAsync(http, query)))
                    return last;
            }
            catch (HttpRequestException)
            {
                // It is not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
        throw new TimeoutException($"waited 60 s until {what}; last seen: {string.Join(", ", last)}");
    }

    private static async Task<HashSet<string>> QueryAsync(HttpClient http, string query)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync("/api/v1/query?query=" + Uri.EscapeDataString(query)));
        return json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(one => one.GetProperty("metric").GetProperty("process").GetString()!).ToHashSet(StringComparer.Ordinal);
    }
}
