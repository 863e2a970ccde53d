using System.Diagnostics;
using System.Globalization;

namespace Seawall.Peers.Push;

/// <summary>The config center before thousands of live clients, beside watches of etcd's JSON gateway: how fast a publish is everywhere, what a client costs, a storm.</summary>
internal sealed class PushBench : IBench
{
    private const int Clients = 5_000;
    private const int Many = 15_000;

    public string Name => "push";

    public string About => "publish → in force and acknowledged by 5,000 clients, memory a client, kill -9 and all back; beside etcd's JSON watches";

    public IReadOnlyList<string> Packages => ["etcd-server"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        int publishes = context.Quick ? 5 : 20;
        string peer = await EtcdVersionAsync(context, ct);
        List<Figure> figures = [];
        (PushTimes own, double ownBytes) = await SeawallAsync(context, figures, publishes, ct);
        await using (EtcdServer etcd = await EtcdServer.StartAsync(context, ct))
        {
            await PushRound.FillAsync(etcd, ct);
            long before = etcd.MemoryBytes;
            await using Fleet watches = Fleet.Start(etcd.Kind, etcd.Port, Clients, etcd.Token, keepsAckConnections: true);
            await watches.AllAsync("up", ct);
            double bytes = (etcd.MemoryBytes - before) / (double)Clients;
            PushTimes times = await PushRound.PublishAsync(context, etcd, watches, publishes, ct);
            figures.Insert(0, new Figure("notified_p99_ms", $"{Clients} clients", "ms", own.NotifiedP99, peer, times.NotifiedP99));
            figures.Insert(1, new Figure("notified_p50_ms", $"{Clients} clients", "ms", own.NotifiedP50, peer, times.NotifiedP50));
            figures.Insert(2, new Figure("server_cpu_us_per_client", $"{Clients} clients, a publish", "µs", own.CpuMicros, peer, times.CpuMicros));
            figures.Insert(3, new Figure("server_bytes_per_client", $"{Clients} clients", "bytes", ownBytes, peer, bytes));
        }
        if (!context.Quick)
            await ManyAsync(context, figures, ct);
        context.Note("A client of etcd's is only notified; one of Seawall's also checks the digest, puts the revision in force and has its acknowledgement answered. Clients are in 3 processes on the same machine and share its processors with the server.");
        context.Note("Both servers force a publish to the disk before they tell of it; the time runs from the publisher's request.");
        return figures;
    }

    private static async Task<(PushTimes Times, double BytesPerClient)> SeawallAsync(BenchContext context, List<Figure> figures, int publishes, CancellationToken ct)
    {
        await using ConfigServer server = await ConfigServer.StartAsync(context, ct);
        await PushRound.FillAsync(server, ct);
        long before = server.MemoryBytes;
        await using Fleet fleet = Fleet.Start(server.Kind, server.Port, Clients, server.Token, keepsAckConnections: true);
        await fleet.AllAsync("up", ct);
        double bytes = (server.MemoryBytes - before) / (double)Clients;
        PushTimes times = await PushRound.PublishAsync(context, server, fleet, publishes, ct);
        context.Log($"push     the server says: {await server.FleetAsync(ct)}");
        figures.Add(new Figure("acked_p99_ms", $"{Clients} clients", "ms", times.AckedP99, null, null));
        figures.Add(new Figure("acked_max_ms", $"{Clients} clients", "ms", times.AckedMax, null, null));
        figures.Add(new Figure("acked_p50_ms", $"{Clients} clients", "ms", times.AckedP50, null, null));

        // A node dies with everybody on it. Nothing is told to anyone; it comes back on the same port with what is on its disk.
        long memory = server.MemoryBytes;
        long killed = Stopwatch.GetTimestamp();
        await server.KillAsync();
        await server.StartAsync(ct);
        await fleet.AllAsync("up", ct);
        double back = Stopwatch.GetElapsedTime(killed).TotalSeconds;
        double growth = server.MemoryBytes / (double)memory;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"push     killed and started again: all {Clients} back after {back:0.0} s, memory × {growth:0.00}"));
        figures.Add(new Figure("all_back_s", $"{Clients} clients, kill -9", "s", back, null, null));
        figures.Add(new Figure("memory_growth", $"{Clients} clients, kill -9", "×", growth, null, null));
        PushTimes after = await PushRound.PublishAsync(context, server, fleet, 2, ct);
        figures.Add(new Figure("acked_p99_ms", $"{Clients} clients, after kill -9", "ms", after.AckedP99, null, null));
        return (times, bytes);
    }

    // As many as a process may have open files for: acknowledgements do not keep their connections.
    private static async Task ManyAsync(BenchContext context, List<Figure> figures, CancellationToken ct)
    {
        await using ConfigServer server = await ConfigServer.StartAsync(context, ct);
        await PushRound.FillAsync(server, ct);
        await using Fleet fleet = Fleet.Start(server.Kind, server.Port, Many, server.Token, keepsAckConnections: false);
        await fleet.AllAsync("up", ct);
        PushTimes times = await PushRound.PublishAsync(context, server, fleet, 4, ct);
        figures.Add(new Figure("acked_p99_ms", $"{Many} clients, a connection an acknowledgement", "ms", times.AckedP99, null, null));
        figures.Add(new Figure("notified_p99_ms", $"{Many} clients", "ms", times.NotifiedP99, null, null));
    }

    private static async Task<string> EtcdVersionAsync(BenchContext context, CancellationToken ct)
    {
        string version = (await PeerRun.VersionAsync(["etcd", "--version"], ct)).Split(' ')[^1];
        context.Version("etcd", version);
        return $"etcd {version} JSON gateway";
    }
}
