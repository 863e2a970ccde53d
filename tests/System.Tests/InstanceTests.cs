using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>Instances of a real site that come, die, move and go under buyers' requests.</summary>
[Collection(nameof(RunningSite))]
public sealed class InstanceTests(RunningSite site, ITestOutputHelper output) : IDisposable
{
    private const int Buyers = 4;
    private static readonly Uri Web = new("http://127.0.0.1:19080");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private int _answers;
    private int _failed;
    private string _lastFailure = "none";

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_killed_instance_a_move_and_the_way_back_cost_no_request()
    {
        await site.UntilAsync("all are healthy", processes => processes.Values.All(process => process.State is "healthy"));
        using var stop = new CancellationTokenSource();
        var buyers = Enumerable.Range(1, Buyers).Select(buyer => Task.Run(() => BrowseAsync(buyer, stop.Token))).ToArray();
        await AnswersAsync(20);

        // 1. A second instance takes its share; the first one is killed.
        await InstanceAsync("add", "catalog");
        await AnswersAsync(40);
        var killed = (await site.StatusAsync())["catalog"];
        RunningSite.Kill(killed.Pid);
        await AnswersAsync(100);
        await site.UntilAsync("the killed one is back", processes => processes["catalog"] is { State: "healthy" } back && back.Pid != killed.Pid);
        await NothingFailedAsync("a second instance, the first one killed");

        // 2. To another port and back.
        await InstanceAsync("remove", "catalog-2");
        await InstanceAsync("move", "catalog", "--port", "19382");
        Assert.DoesNotContain("catalog", (await site.StatusAsync()).Keys);
        await AnswersAsync(30);
        await InstanceAsync("move", "catalog-2", "--port", "19082");
        await AnswersAsync(30);
        await NothingFailedAsync("moved to another port and back");
        Assert.Equal(["catalog"], (await site.StatusAsync()).Keys.Where(name => name.StartsWith("catalog", StringComparison.Ordinal)));

        await stop.CancelAsync();
        await Task.WhenAll(buyers);
    }

    private async Task NothingFailedAsync(string what)
    {
        output.WriteLine($"{what}: {_answers} answers so far, {_failed} failed");
        await AnswersAsync(1);
        Assert.True(_failed == 0, $"{what}: {_failed} of {_answers} requests failed; the last: {_lastFailure}");
    }

    private async Task InstanceAsync(string verb, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var ended = await site.Program.RunAsync(Limit, ["instance", verb, .. arguments, "--reason", "a test", "--json", "--topology", site.Program.Topology]);
        Assert.True(ended.ExitCode == 0, $"instance {verb}: {ended}");
        using var json = JsonDocument.Parse(ended.Output);
        output.WriteLine($"{verb} {string.Join(' ', arguments)}: {clock.Elapsed.TotalSeconds:0.0} s; {string.Join(", ", json.RootElement.GetProperty("instances").EnumerateArray().Where(one => one.GetProperty("service").GetString() == "catalog").Select(one => $"{one.GetProperty("name")} at {one.GetProperty("address")} {(one.GetProperty("runs").GetBoolean() ? "runs" : "stopped")}"))}");
    }

    // What only asks may be made twice within the site: pages of the catalog.
    private async Task BrowseAsync(int buyer, CancellationToken stop)
    {
        for (var i = buyer; !stop.IsCancellationRequested; i++)
        {
            var page = (i % 3) switch { 0 => "/", 1 => $"/items/{1 + (i % 20)}", _ => $"/items/{1 + (i * 7 % 20)}" };
            try
            {
                using var answer = await _http.GetAsync(new Uri(Web, page), CancellationToken.None);
                if ((int)answer.StatusCode >= 500 || answer.Headers.Contains("x-degraded"))
                    Failed($"{page}: {(int)answer.StatusCode} {string.Join(',', answer.Headers.TryGetValues("x-degraded", out var why) ? why : [])}");
            }
            catch (HttpRequestException e)
            {
                Failed($"{page}: {e.Message}");
            }
            Interlocked.Increment(ref _answers);
        }
    }

    private void Failed(string what)
    {
        Interlocked.Increment(ref _failed);
        _lastFailure = what;
    }

    private async Task AnswersAsync(int more)
    {
        var wanted = Volatile.Read(ref _answers) + more;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref _answers) < wanted)
            await Task.Delay(10, late.Token);
    }
}
