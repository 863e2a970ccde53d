using System.Globalization;

namespace Seawall.Peers.HotRow;

/// <summary>A way to the server with its clients: none in the middle, or a gate that lets so many transactions into a hot row.</summary>
internal sealed class HotRowWay(string name, HotRowClients clients, PeerProcess? gate) : IAsyncDisposable
{
    public const string Direct = "direct";

    public string Name => name;

    public HotRowClients Clients => clients;

    public static async Task<HotRowWay> DirectAsync(BenchServer server, int count, CancellationToken ct) =>
        new(Direct, await HotRowClients.OpenAsync(Direct, server.Port, count, ct), null);

    public static async Task<HotRowWay> GateAsync(BenchContext context, BenchServer server, int places, int count, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        string name = string.Create(CultureInfo.InvariantCulture, $"places {places}");
        string rules = string.Create(CultureInfo.InvariantCulture, $$"""{"places":{{places}},"patienceMs":60000}""");
        PeerProcess gate = PeerProcess.Start(context, name, [Environment.ProcessPath!, HotRowGate.Argument, $"{port}", $"{server.Port}", rules]);
        try
        {
            await gate.WaitForPortAsync(port, ct);
            return new HotRowWay(name, await HotRowClients.OpenAsync(name, port, count, ct), gate);
        }
        catch
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await clients.DisposeAsync();
        if (gate is not null)
            await gate.DisposeAsync();
    }
}
