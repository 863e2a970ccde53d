using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Peers.Push;

namespace Seawall.Peers.Storm;

/// <summary>One quiet server and gates on one port before it.</summary>
internal sealed class Gates : IAsyncDisposable
{
    private static readonly HttpClient _http = new();
    private readonly List<(PeerProcess Process, int Admin)> _gates = [];
    private PeerProcess? _server;

    public int Port { get; private set; }

    /// <summary>Resident bytes of the gates together.</summary>
    public long ResidentBytes => _gates.Sum(gate => ResidentOf(gate.Process));

    public double CpuSeconds => _gates.Sum(gate => gate.Process.CpuSeconds);

    public static async Task<Gates> StartAsync(BenchContext context, string name, int count, string connections, CancellationToken ct)
    {
        Gates gates = new() { Port = BenchServer.FreePort() };
        int server = BenchServer.FreePort();
        gates._server = PeerProcess.Start(context, $"{name}-server", [Environment.ProcessPath!, QuietServer.Verb, $"{server}"]);
        await gates._server.WaitForPortAsync(server, ct);
        for (int i = 0; i < count; i++)
        {
            int admin = BenchServer.FreePort();
            PeerProcess gate = PeerProcess.Start(context, $"{name}-gate-{i}", [Environment.ProcessPath!, StormGate.Verb, $"{gates.Port}", $"{admin}", $"{server}", connections]);
            gates._gates.Add((gate, admin));
            await gate.WaitForPortAsync(admin, ct);
        }
        return gates;
    }

    /// <summary>A number of <c>/connections</c>, over all gates.</summary>
    public async Task<long> SumAsync(string name, CancellationToken ct)
    {
        long sum = 0;
        foreach ((PeerProcess _, int admin) in _gates)
            sum += (await _http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{admin}/connections", ct)).GetProperty(name).GetInt64();
        return sum;
    }

    private static long ResidentOf(PeerProcess gate)
    {
        try
        {
            return ProcessMemory.ResidentBytes(gate.Id);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            throw new InvalidOperationException($"{gate.Name} has ended; it wrote:\n{gate.LogTail}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((PeerProcess process, int _) in _gates)
            await process.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
