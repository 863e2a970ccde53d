using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Peers.Push;

/// <summary>A control process as <c>seawall run control</c> starts it, in a home of this run; it can be killed and started again on the same port and disk.</summary>
internal sealed class ConfigServer : IPushServer
{
    private readonly BenchContext _context;
    private readonly string _topology;
    private readonly Secrets _secrets;
    private readonly HttpClient _http;
    private PeerProcess? _process;

    private ConfigServer(BenchContext context, int port)
    {
        (_context, Port) = (context, port);
        _secrets = Secrets.In(new SeawallHome(context.SeawallEnvironment["SEAWALL_HOME"]));
        _topology = Path.Combine(context.Work, "push-topology.json");
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    public int Port { get; }

    public string Kind => "seawall";

    public string Token => _secrets.Password(ProcessNode.ControlRole, "clients");

    public long MemoryBytes => ProcessMemory.ResidentBytes(_process!.Id);

    public double CpuSeconds => _process!.CpuSeconds;

    public static async Task<ConfigServer> StartAsync(BenchContext context, CancellationToken ct)
    {
        ConfigServer server = new(context, BenchServer.FreePort());
        await File.WriteAllTextAsync(
            server._topology, $$"""{"name":"push","processes":[{"name":"control","role":"control","listen":"127.0.0.1:{{server.Port}}"}]}""", ct);
        await server.StartAsync(ct);
        string bearer = SiteBearer.Create(server._secrets.Password(ProcessNode.ControlRole, "console"), new Person("bench", OperatorLevel.Approver), TimeProvider.System.GetUtcNow());
        server._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return server;
    }

    public async Task StartAsync(CancellationToken ct)
    {
        _process = PeerProcess.StartSeawall(_context, "control", ["run", "control", "--topology", _topology]);
        await _process.WaitForPortAsync(Port, ct);
    }

    /// <summary>Ends it as a power cut would; nothing of it gets a last word.</summary>
    public async Task KillAsync()
    {
        using Process process = Process.GetProcessById(_process!.Id);
        process.Kill();
        await _process.DisposeAsync();
    }

    public async Task<long> PublishAsync(IReadOnlyDictionary<string, string> items, CancellationToken ct)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(
            "api/config/publish",
            new { reason = "the bench", changes = items.Select(item => new { key = $"item/bench/{item.Key}", value = $$"""{"value":{{JsonSerializer.Serialize(item.Value)}}}""" }) }, ct);
        string text = await answer.Content.ReadAsStringAsync(ct);
        using JsonDocument json = answer.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"the publish was answered with {(int)answer.StatusCode}: {text}");
        return json.RootElement.GetProperty("revision").GetInt64();
    }

    /// <summary>How the fleet stands, as the server tells it.</summary>
    public async Task<string> FleetAsync(CancellationToken ct)
    {
        using JsonDocument fleet = JsonDocument.Parse(await _http.GetStringAsync("api/instances?stragglers=true", ct));
        return fleet.RootElement.GetProperty("summary").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
