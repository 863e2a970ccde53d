using System.Diagnostics;
using System.Globalization;
using Seawall.Lab.Http;
using Seawall.Testing;

namespace Seawall.Lab.Tests.Http;

/// <summary>
/// What a stalled server does to the figures: 1.4 s of 30 s. Every request that was meant to start meanwhile waited, so more than one in a hundred waited
/// longer than a second; measured from the send only those few that were under way did, and the 99th percentile hides them (coordinated omission).
/// </summary>
public sealed class StallTests
{
    private const int Rate = 200;
    private const int Connections = 16;

    // A real server process of its own that can be stopped; HTTP/1.1 keeps its connections.
    private const string Server = """
        import sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")
            def log_message(self, *words):
                pass
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
        """;

    [Fact]
    public async Task A_stall_of_1400_ms_in_30_s_gives_a_corrected_p99_above_a_second()
    {
        int port = FreePort.Next();
        using Process server = Process.Start(new ProcessStartInfo("python3", ["-c", Server, port.ToString(CultureInfo.InvariantCulture)]))!;
        try
        {
            RequestSource source = RequestSource.Of(new Uri($"http://127.0.0.1:{port}/"), "GET", [], null);
            var options = new HttpLoadOptions { Rate = Rate, Connections = Connections, Duration = TimeSpan.FromSeconds(30), WarmUp = TimeSpan.FromSeconds(0.5) };
            var stall = new Stall(server.Id);
            HttpReport report = await RunWhenUpAsync(source, options, stall);
            await stall.Ended;

            HttpInterfaceReport one = report.Interfaces[0];
            Assert.Equal((30 * Rate, 0), (one.Requests, one.Dropped));
            Assert.True(one.Corrected.P99 > 1_000_000, $"the corrected p99 is {one.Corrected.P99} µs");
            Assert.True(one.Uncorrected.P99 < one.Corrected.P99 / 3, $"p99 from the send is {one.Uncorrected.P99} µs, corrected {one.Corrected.P99} µs");
            Assert.True(one.Uncorrected.Max > 1_000_000, "the few that were under way waited too");
            Assert.InRange(report.Timeline.Count(moment => moment.CorrectedMaxMicros > 300_000), 1, 5);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<HttpReport> RunWhenUpAsync(RequestSource source, HttpLoadOptions options, IProgress<HttpProgress> progress)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await HttpLab.RunAsync(source, options, TimeProvider.System, progress, default);
            }
            catch (HttpLoadRefusedException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Stops the process ten seconds into the run and lets it go on 1.4 s later.</summary>
    private sealed class Stall(int pid) : IProgress<HttpProgress>
    {
        private Task? _stall;

        public Task Ended => _stall ?? Task.CompletedTask;

        public void Report(HttpProgress value)
        {
            if (value.Seconds > 10)
            {
                _stall ??= StopAndContinueAsync();
            }
        }

        private async Task StopAndContinueAsync()
        {
            await SignalAsync("-STOP");
            await Task.Delay(TimeSpan.FromSeconds(1.4));
            await SignalAsync("-CONT");
        }

        private async Task SignalAsync(string signal)
        {
            using Process kill = Process.Start("kill", [signal, pid.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }
}
