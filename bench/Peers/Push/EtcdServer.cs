using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Seawall.Peers.Push;

/// <summary>A single etcd with its JSON gateway, on ports and a data folder of this run.</summary>
internal sealed class EtcdServer : IPushServer
{
    private readonly PeerProcess _process;
    private readonly HttpClient _http;

    private EtcdServer(PeerProcess process, int port)
    {
        (_process, Port) = (process, port);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    public int Port { get; }

    public string Kind => "etcd";

    public string Token => "";

    public long MemoryBytes => ProcessMemory.ResidentBytes(_process.Id);

    public double CpuSeconds => _process.CpuSeconds;

    public static async Task<EtcdServer> StartAsync(BenchContext context, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        int peers = BenchServer.FreePort();
        PeerProcess process = PeerProcess.Start(
            context,
            "etcd",
            [
                "etcd", "--name", "bench", "--data-dir", Path.Combine(context.Work, "etcd-data"), "--log-level", "error",
                "--listen-client-urls", $"http://127.0.0.1:{port}", "--advertise-client-urls", $"http://127.0.0.1:{port}",
                "--listen-peer-urls", $"http://127.0.0.1:{peers}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peers}", "--initial-cluster", $"bench=http://127.0.0.1:{peers}",
            ]);
        EtcdServer server = new(process, port);
        await process.WaitForPortAsync(port, ct);
        // It takes connections before it has elected itself.
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await server.PublishAsync(new Dictionary<string, string> { ["ready"] = "1" }, ct);
                return server;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(50, ct);
            }
        }
    }

    public async Task<long> PublishAsync(IReadOnlyDictionary<string, string> items, CancellationToken ct)
    {
        object[] puts = [.. items.Select(item => new { requestPut = new { key = Base64("cfg/" + item.Key), value = Base64(item.Value) } })];
        using HttpResponseMessage answer = await _http.PostAsJsonAsync("v3/kv/txn", new { success = puts }, ct);
        answer.EnsureSuccessStatusCode();
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        return long.Parse(json.RootElement.GetProperty("header").GetProperty("revision").GetString()!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
