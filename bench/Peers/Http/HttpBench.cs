using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Peers.Http;

/// <summary><c>seawall lab http</c> and wrk load the same nginx with the same connections: back to back, and at the same rate.</summary>
/// <remarks>
/// wrk keeps no rate, so nginx holds it back (limit_req) and Seawall asks the same location at the rate that came of it, on an open schedule. Costs are of
/// the whole process, its start included.
/// </remarks>
internal sealed partial class HttpBench : IBench
{
    private const int Connections = 64;
    private const int HeldRate = 30_000;

    public string Name => "http";

    public string About => "CPU a request of the load generator, whole process, on a small answer of nginx: back to back and at one rate; beside wrk -t1";

    public IReadOnlyList<string> Packages => ["nginx", "wrk"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        await using PeerProcess nginx = PeerProcess.Start(context, "nginx", ["nginx", "-p", context.Work, "-c", await NginxFileAsync(context, port, ct)]);
        await nginx.WaitForPortAsync(port, ct);
        string peer = await WrkVersionAsync(ct);
        context.Version("wrk", peer.Split(' ')[1]);
        context.Version("nginx", (await PeerRun.VersionAsync(["nginx", "-v"], ct)).Split('/')[^1].Split(' ')[0]);
        string free = $"http://127.0.0.1:{port}/free";
        string held = $"http://127.0.0.1:{port}/held";
        (int rounds, int closed, int open) = context.Quick ? (2, 4, 9) : (3, 10, 20);
        (Cost Own, Cost Peer) backToBack = (Cost.None, Cost.None);
        (Cost Own, Cost Peer) atOneRate = (Cost.None, Cost.None);
        for (int round = 0; round < rounds; round++)
        {
            // 1. As fast as the server answers; once will do when time is short.
            if (round == 0 || !context.Quick)
            {
                backToBack.Peer = backToBack.Peer.Least(await WrkAsync(free, closed, ct));
                backToBack.Own = backToBack.Own.Least(await SeawallAsync(context, free, closed, null, ct));
            }

            // 2. At the rate to which the server holds wrk.
            Cost wrk = await WrkAsync(held, open, ct);
            atOneRate.Peer = atOneRate.Peer.Least(wrk);
            atOneRate.Own = atOneRate.Own.Least(await SeawallAsync(context, held, open, wrk.PerSecond, ct));
            context.Log(string.Create(CultureInfo.InvariantCulture, $"http     back to back {backToBack.Own.Micros:0.00} µs, wrk {backToBack.Peer.Micros:0.00}; at {wrk.PerSecond:0}/s {atOneRate.Own.Micros:0.00} µs, wrk {atOneRate.Peer.Micros:0.00}"));
        }

        context.Note("Costs are of the whole process: Seawall's start, about half a second of compiling, is part of them.");
        return
        [
            new Figure("cpu_us_per_request", $"same rate/{Connections}", "µs", atOneRate.Own.Micros, peer, atOneRate.Peer.Micros),
            new Figure("cpu_us_per_request", $"back to back/{Connections}", "µs", backToBack.Own.Micros, peer, backToBack.Peer.Micros),
            new Figure("requests_per_second", $"same rate/{Connections}", "1/s", atOneRate.Own.PerSecond, peer, atOneRate.Peer.PerSecond),
            new Figure("requests_per_second", $"back to back/{Connections}", "1/s", backToBack.Own.PerSecond, peer, backToBack.Peer.PerSecond),
        ];
    }

    private static async Task<string> NginxFileAsync(BenchContext context, int port, CancellationToken ct)
    {
        string www = context.Folder("www");
        foreach (string name in (string[])["free", "held"])
            await File.WriteAllTextAsync(Path.Combine(www, name), "a small answer that never changes\n", ct);
        string file = Path.Combine(context.Work, "nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            daemon off;
            worker_processes 1;
            pid {{context.Work}}/nginx.pid;
            error_log {{context.Work}}/nginx.log crit;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{context.Work}}/body;
              proxy_temp_path {{context.Work}}/proxy;
              fastcgi_temp_path {{context.Work}}/fastcgi;
              uwsgi_temp_path {{context.Work}}/uwsgi;
              scgi_temp_path {{context.Work}}/scgi;
              limit_req_zone $server_addr zone=held:64k rate={{HeldRate}}r/s;
              server {
                listen 127.0.0.1:{{port}};
                root {{www}};
                location /held { limit_req zone=held burst=10000; }
              }
            }
            """,
            ct);
        return file;
    }

    // Its help begins with the version and ends with an error.
    private static async Task<string> WrkVersionAsync(CancellationToken ct)
    {
        PeerRun run = await PeerRun.OfAsync(["/bin/sh", "-c", "wrk -v 2>&1 || true"], ct);
        return "wrk " + (WrkVersion().Match(run.Output) is { Success: true } match ? match.Groups[1].Value : "unknown");
    }

    private static async Task<Cost> WrkAsync(string url, int seconds, CancellationToken ct)
    {
        PeerRun run = await PeerRun.OfAsync(["wrk", "-t1", $"-c{Connections}", $"-d{seconds}s", url], ct);
        Match requests = WrkRequests().Match(run.Output);
        Match rate = WrkRate().Match(run.Output);
        return requests.Success && rate.Success && !run.Output.Contains("Non-2xx", StringComparison.Ordinal)
            ? new Cost(run.CpuSeconds, long.Parse(requests.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"wrk did not load {url}:\n{run.Output}");
    }

    private static async Task<Cost> SeawallAsync(BenchContext context, string url, int seconds, double? rate, CancellationToken ct)
    {
        string[] schedule = rate is { } wanted ? ["--rate", wanted.ToString("0.#", CultureInfo.InvariantCulture)] : [];
        PeerRun run = await PeerRun.OfSeawallAsync(
            context, ["lab", "http", url, "--connections", $"{Connections}", "--duration", $"{seconds}s", "--warm-up", "0s", .. schedule, "--json"], ct);
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement one = report.RootElement.GetProperty("interfaces")[0];
        return one.GetProperty("errors").GetInt64() == 0
            ? new Cost(run.CpuSeconds, one.GetProperty("requests").GetInt64(), report.RootElement.GetProperty("steps")[0].GetProperty("perSecond").GetDouble())
            : throw new InvalidOperationException($"seawall lab http counted errors at {url}");
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkRequests();

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex WrkRate();

    [GeneratedRegex(@"wrk (?:debian/)?(\d[0-9.]*)")]
    private static partial Regex WrkVersion();

    private readonly record struct Cost(double Seconds, long Requests, double PerSecond)
    {
        public static Cost None { get; } = new(double.PositiveInfinity, 1, 0);

        public double Micros => Seconds * 1e6 / Requests;

        // The cheaper of two rounds: whatever else the machine does only ever adds.
        public Cost Least(Cost other) => other.Micros < Micros ? other : this;
    }
}
