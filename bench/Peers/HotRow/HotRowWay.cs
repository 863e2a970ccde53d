namespace Seawall.Peers.HotRow;

/// <summary>A way to the server: none in the middle, or a gate that guards rows or does not.</summary>
internal sealed class HotRowWay(string name, int port, PeerProcess? process) : IAsyncDisposable
{
    public const string Direct = "direct";
    public const string Guarded = "guarded";
    public const string Unguarded = "gate, unguarded";

    public string Name => name;

    public int Port => port;

    public static async Task<HotRowWay> GateAsync(BenchContext context, string name, BenchServer server, string rules, CancellationToken ct)
    {
        int port = BenchServer.FreePort();
        PeerProcess process = PeerProcess.Start(context, name, [Environment.ProcessPath!, HotRowGate.Argument, $"{port}", $"{server.Port}", rules]);
        try
        {
            await process.WaitForPortAsync(port, ct);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
        return new HotRowWay(name, port, process);
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
