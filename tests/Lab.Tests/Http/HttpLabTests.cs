using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seawall.Kernel.Curves;
using Seawall.Lab.Http;
using Seawall.Lab.Http.Recorded;
using Seawall.Lab.Http.Script;
using Seawall.Testing;
using Seawall.Transport;

namespace Seawall.Lab.Tests.Http;

/// <summary>Runs against a real Kestrel server on the loopback.</summary>
public sealed class HttpLabTests
{
    private static readonly HttpLoadOptions _short = new() { Duration = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromSeconds(0.2), Connections = 8 };

    [Fact]
    public async Task Every_request_of_the_schedule_is_sent_and_answered()
    {
        await using TargetServer server = await TargetServer.StartAsync(http => http.Response.WriteAsync("hello"));
        HttpReport report = await HttpLab.RunAsync(Get(server.Address), _short with { Rate = 200 }, TimeProvider.System, null, default);
        HttpInterfaceReport one = Assert.Single(report.Interfaces);
        Assert.Equal((200, 0, 0, HttpMode.Open), (one.Requests, one.Errors, one.Dropped, report.Mode));
        Assert.Equal((200, 200), (Assert.Single(one.Statuses).Status, Assert.Single(one.Statuses).Count));
        Assert.True(one.Corrected.P99 >= one.Uncorrected.P50);
    }

    [Fact]
    public async Task Back_to_back_keeps_as_many_under_way_as_there_are_connections()
    {
        int most = 0;
        int now = 0;
        await using TargetServer server = await TargetServer.StartAsync(async http =>
        {
            int here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            await http.Response.WriteAsync("hello");
        });
        HttpReport report = await HttpLab.RunAsync(Get(server.Address), _short, TimeProvider.System, null, default);
        Assert.Equal(HttpMode.Closed, report.Mode);
        Assert.Equal(report.Interfaces[0].Requests, report.Interfaces[0].Statuses[0].Count);
        Assert.InRange(most, 1, 8);
        Assert.InRange(report.Steps[0].Concurrency, 8, 8);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("chunked")]
    [InlineData("until close")]
    public async Task Servers_may_frame_and_end_as_they_like(string how)
    {
        await using TargetServer server = await TargetServer.StartAsync(async http =>
        {
            if (how == "close")
            {
                http.Response.Headers.Connection = "close";
            }

            if (how != "chunked")
            {
                http.Response.ContentLength = 5;
            }

            await http.Response.WriteAsync("hello");
            if (how == "chunked")
            {
                await http.Response.Body.FlushAsync();
                await http.Response.WriteAsync("again");
            }
            else if (how == "until close")
            {
                await http.Response.CompleteAsync();
                http.Abort();
            }
        });
        HttpReport report = await HttpLab.RunAsync(Get(server.Address), _short with { Rate = 100 }, TimeProvider.System, null, default);
        Assert.Equal(100, report.Interfaces[0].Requests);
        Assert.Equal(0, how == "until close" ? 0 : report.Interfaces[0].Errors);
    }

    [Fact]
    public async Task Errors_timeouts_and_cuts_are_told_apart()
    {
        await using TargetServer server = await TargetServer.StartAsync(app =>
        {
            app.MapGet("/error", () => Results.StatusCode(503));
            app.MapGet("/expected", () => Results.NotFound());
            app.MapGet("/never", async (HttpContext http) => await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted));
            app.MapGet("/cut", (HttpContext http) => http.Abort());
        });
        var builder = new RequestSetBuilder();
        int target = builder.AddTarget(RequestSource.Resolve(server.Address));
        foreach (string path in (string[])["/error", "/expected", "/never", "/cut"])
        {
            builder.Add(builder.AddInterface(new InterfacePlan(path, "GET", path, target, 1) { Expected = path == "/expected" ? [404] : [] }), path, [], default);
        }

        HttpReport report = await HttpLab.RunAsync(
            new RequestSource("errors", builder.Build(sequential: false, seed: 1)), _short with { Rate = 200, Timeout = TimeSpan.FromSeconds(1), Connections = 100 }, TimeProvider.System, null, default);
        HttpInterfaceReport Of(string path) => report.Interfaces.Single(one => one.Path == path);
        Assert.Equal(Of("/error").Requests, Of("/error").Errors);
        Assert.Equal(503, Of("/error").Statuses[0].Status);
        Assert.Equal(Of("/expected").TimedOut + Of("/expected").Broken, Of("/expected").Errors);
        Assert.True(Of("/never").TimedOut > 0);
        Assert.Equal(Of("/never").Requests, Of("/never").TimedOut);
        Assert.True(Of("/cut").Broken > 0);
        Assert.Equal(Of("/cut").Requests, Of("/cut").Broken + Of("/cut").TimedOut);
    }

    [Fact]
    public async Task A_full_queue_sheds_what_comes_on_top_and_the_step_does_not_count()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TargetServer server = await TargetServer.StartAsync(async http =>
        {
            await gate.Task.WaitAsync(http.RequestAborted);
            await http.Response.WriteAsync("late");
        });
        HttpReport report = await HttpLab.RunAsync(Get(server.Address), _short with { Rate = 200, Connections = 4, Queue = 10, WarmUp = TimeSpan.Zero }, TimeProvider.System, null, default);
        HttpStep step = report.Steps[0];
        Assert.Equal(200, report.Interfaces[0].Requests + report.Interfaces[0].Dropped);
        Assert.InRange(report.Interfaces[0].Dropped, 150, 200);
        Assert.False(step.Valid);
        gate.SetResult();
    }

    [Fact]
    public async Task Nothing_is_allocated_from_the_first_request_to_the_last()
    {
        await using TargetServer server = await TargetServer.StartAsync(http => http.Response.WriteAsync("hello"));
        foreach (ArrivalSchedule? arrivals in (ArrivalSchedule?[])[ArrivalSchedule.Poisson(2000, new Random(1)), null])
        {
            await using var loop = new EventLoop("allocation");
            var plan = new LoadPlan { Arrivals = arrivals, Connections = 8, Duration = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromSeconds(0.5) };
            var engine = new HttpEngine(loop, Get(server.Address).Requests, plan);
            LoadOutcome outcome = await engine.RunAsync(default);
            Assert.True(outcome.All.Answered > 500, $"{outcome.All.Answered} answered");
            Assert.Equal(0, engine.Allocated);
        }
    }

    [Fact]
    public async Task A_refusing_address_is_told_before_anything_is_sent()
    {
        HttpLoadRefusedException refused = await Assert.ThrowsAsync<HttpLoadRefusedException>(
            () => HttpLab.RunAsync(Get(new Uri($"http://127.0.0.1:{FreePort.Next()}")), _short, TimeProvider.System, null, default));
        Assert.Contains("Nobody answers at 127.0.0.1:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Https_is_refused_with_the_way_around_it() =>
        Assert.Contains("https is not supported yet", Assert.Throws<HttpLoadRefusedException>(() => Get(new Uri("https://127.0.0.1/"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_interrupted_run_reports_what_was_done()
    {
        using var stop = new CancellationTokenSource();
        int answered = 0;
        await using TargetServer server = await TargetServer.StartAsync(async http =>
        {
            if (Interlocked.Increment(ref answered) == 50)
            {
                await stop.CancelAsync();
            }

            await http.Response.WriteAsync("hello");
        });
        HttpReport report = await HttpLab.RunAsync(
            Get(server.Address), _short with { Rate = 100, Duration = TimeSpan.FromMinutes(5), WarmUp = TimeSpan.Zero }, TimeProvider.System, null, stop.Token);
        Assert.True(report.Interrupted);
        Assert.InRange(report.Interfaces[0].Requests, 40, 200);
    }

    [Fact]
    public async Task A_rate_may_follow_a_sale_curve()
    {
        await using TargetServer server = await TargetServer.StartAsync(http => http.Response.WriteAsync("hello"));
        var curve = new SaleCurve("wall", [new CurvePoint(TimeSpan.FromSeconds(-1), 1), new CurvePoint(TimeSpan.Zero, 1), new CurvePoint(TimeSpan.Zero, 5), new CurvePoint(TimeSpan.FromSeconds(1), 5)]);
        HttpReport report = await HttpLab.RunAsync(
            Get(server.Address), _short with { Rate = 40, Curve = curve, From = TimeSpan.FromSeconds(-1), Duration = TimeSpan.FromSeconds(2) }, TimeProvider.System, null, default);
        Assert.Equal([40, 200], report.Timeline.Select(moment => Math.Round(moment.OfferedPerSecond / 10) * 10));
    }

    [Fact]
    public async Task Businesses_follow_curves_of_their_own()
    {
        await using TargetServer server = await TargetServer.StartAsync(http => http.Response.WriteAsync("hello"));
        var builder = new RequestSetBuilder();
        int target = builder.AddTarget(RequestSource.Resolve(server.Address));
        foreach (string business in (string[])["trade", "catalog"])
        {
            builder.Add(builder.AddInterface(new InterfacePlan(business, "GET", "/" + business, target, 1) { Business = business }), "/" + business, [], default);
        }

        var curve = new SaleCurve("trade only", [new CurvePoint(TimeSpan.Zero, 1)], [new("trade", [new CurvePoint(TimeSpan.Zero, 9)])]);
        HttpReport report = await HttpLab.RunAsync(
            new RequestSource("two", builder.Build(sequential: false, seed: 1)), _short with { Rate = 100, Curve = curve }, TimeProvider.System, null, default);
        Assert.InRange(report.Timeline.Sum(moment => moment.OfferedPerSecond), 495, 505);
        Assert.InRange((double)report.Interfaces[0].Requests / report.Interfaces[1].Requests, 5, 16);
    }

    [Fact]
    public async Task A_ramp_finds_a_knee_for_each_interface_and_the_mix()
    {
        // One at a time, 4 ms each: 250 a second whatever the machine, unless it can't even do that.
        using var one = new SemaphoreSlim(1);
        await using TargetServer server = await TargetServer.StartAsync(app =>
        {
            app.MapGet("/slow", async () =>
            {
                await one.WaitAsync();
                try
                {
                    await Task.Delay(4);
                }
                finally
                {
                    one.Release();
                }

                return "done";
            });
            app.MapGet("/fast", () => "done");
        });
        string script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $$"""{"at": "{{server.Address}}", "interfaces": [{"name": "slow", "path": "/slow"}, {"name": "also slow", "path": "/slow?again"}]}""");
        RequestSource source = await ScriptSource.PrepareAsync(script, _ => throw new InvalidOperationException(), null, [], 1, _ => true, default);
        File.Delete(script);
        HttpReport report = await HttpLab.RampAsync(source, new HttpLoadOptions { Step = TimeSpan.FromSeconds(0.4), Connections = 16, WarmUp = TimeSpan.Zero }, TimeProvider.System, null, default);
        Assert.Equal(["slow", "also slow"], report.Interfaces.Select(each => each.Name));
        Assert.All([.. report.Interfaces, report.Mix!], each =>
        {
            HttpStep[] open = [.. report.Steps.Where(step => step.Interface == each.Name && step.OfferedPerSecond is not null)];
            Assert.NotEmpty(open);
            Assert.NotNull(each.Limit);
            // On a machine that is too busy for any step to count there is no capacity, and every step says why.
            Assert.True(each.CapacityPerSecond is { } capacity ? capacity.Low is > 0 and <= 260 : open.All(step => step.Why is not null), each.ToString());
        });
        Assert.Equal(report.Mix!.CapacityPerSecond is null, report.Knee is null);
        Assert.Contains("Requests a second within the limits", HttpPage.Of(report).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_requests_come_in_their_spacing_times_the_factor()
    {
        var seen = new ConcurrentQueue<string>();
        await using TargetServer server = await TargetServer.StartAsync(http =>
        {
            seen.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
            return http.Response.WriteAsync("ok");
        });
        string log = Path.GetTempFileName();
        await File.WriteAllLinesAsync(log,
        [
            "127.0.0.1 - - [11/Nov/2026:00:00:00 +0800] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl/8\"",
            "127.0.0.1 - - [11/Nov/2026:00:00:01 +0800] \"GET /items/17?x=1 HTTP/1.1\" 200 5 \"-\" \"curl/8\"",
            "127.0.0.1 - - [11/Nov/2026:00:00:03 +0800] \"HEAD /items/18 HTTP/1.1\" 200 0 \"-\" \"curl/8\"",
            "127.0.0.1 - - [11/Nov/2026:00:00:03 +0800] \"POST /orders HTTP/1.1\" 302 0 \"-\" \"curl/8\"",
            "127.0.0.1 - - [11/Nov/2026:00:00:03 +0800] \"-\" 400 0 \"-\" \"-\"",
        ]);
        RequestSource source = RecordedSource.Load([log], server.Address, []);
        File.Delete(log);
        HttpReport report = await HttpLab.RunAsync(source, new HttpLoadOptions { Times = 10, Connections = 1 }, TimeProvider.System, null, default);
        Assert.Equal(["GET /", "GET /items/17?x=1", "HEAD /items/18"], seen);
        Assert.Equal(["/", "/items/{id}", "/items/{id}"], report.Interfaces.Select(one => one.Path));
        Assert.Equal(HttpMode.Recorded, report.Mode);
        Assert.InRange(report.Seconds, 0.29, 2);
        Assert.Equal(3, report.Notes.Count(note => note.Contains("left out", StringComparison.Ordinal) || note.Contains("evenly within", StringComparison.Ordinal)));
    }

    private static RequestSource Get(Uri address) => RequestSource.Of(address, "GET", [], null);

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
