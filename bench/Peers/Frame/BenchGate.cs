using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Gate;

namespace Seawall.Peers;

/// <summary>A gate whose rules and settings a bench pushes, a process of its own as on a site: statistics kept in their file, one loop.</summary>
internal sealed class BenchGate : IAsyncDisposable
{
    /// <summary>The first argument of the program when it is to be this gate.</summary>
    public const string Argument = "bench-gate";

    private readonly HttpClient _control;

    private BenchGate(PeerProcess process, int port, int control)
    {
        (Process, Port) = (process, port);
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}") };
    }

    public PeerProcess Process { get; }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Starts a gate before a server; logins that are named are businesses of their own name.</summary>
    public static async Task<BenchGate> StartAsync(BenchContext context, BenchServer server, IReadOnlyList<string> logins, CancellationToken ct)
    {
        int[] ports = [BenchServer.FreePort(), BenchServer.FreePort(), BenchServer.FreePort()];
        PeerProcess process = PeerProcess.Start(
            context, "bench-gate",
            [
                Environment.ProcessPath!, Argument, Path.Combine(context.Folder("bench-gate"), "stats.db"), server.Port.ToString(CultureInfo.InvariantCulture),
                .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture)), .. logins,
            ]);
        BenchGate gate = new(process, ports[0], ports[2]);
        try
        {
            await process.WaitForPortAsync(ports[2], ct);
            return gate;
        }
        catch
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a whole config in force, keys and their JSON texts, as the config center would; what the gate could not apply of it is an exception.</summary>
    public async Task PushAsync(IReadOnlyDictionary<string, string> entries, CancellationToken ct)
    {
        using HttpResponseMessage answer = (await _control.PutAsJsonAsync("/bench/config", entries, ct)).EnsureSuccessStatusCode();
        if (await answer.Content.ReadFromJsonAsync<string[]>(ct) is { Length: > 0 } faults)
            throw new InvalidOperationException($"the gate can't apply the bench's config: {string.Join("; ", faults)}");
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await Process.DisposeAsync();
    }

    /// <summary>Is the gate.</summary>
    /// <param name="args">File of the statistics, port of the server, ports to listen on: clients, admin, config; logins that are businesses.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        int Port(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);
        LiveConfig config = new();
        await using GateServer gate = await GateServer.StartAsync(new GateOptions
        {
            Name = "bench",
            Listen = new IPEndPoint(IPAddress.Loopback, Port(2)),
            Admin = new IPEndPoint(IPAddress.Loopback, Port(3)),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{Port(1)}" },
            Businesses = args.Skip(5).ToDictionary(login => login),
            StatsFile = args[0],
            Config = config,
        });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port(4)));
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.MapPut("/bench/config", (Dictionary<string, string> entries) =>
        {
            long revision = config.Current.Revision + 1;
            return config.Swap(ConfigSnapshot.Of(revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Value, revision)))).Select(fault => fault.Message);
        });
        await app.RunAsync();
        return 0;
    }
}
