using System.Globalization;
using Npgsql;

namespace Seawall.Peers.HotRow;

/// <summary>Five hundred clients that change one row, by turns direct and through a gate that guards hot rows; every acknowledged update must be in the row.</summary>
internal sealed class HotRowBench : IBench
{
    private const int Clients = 500;
    private const int HotRow = 1;

    // The gate finds the row by itself.
    private static readonly int[] s_places = [1, 2];

    private static readonly (string Name, byte[][] Steps)[] s_loads =
    [
        ("update", [HotRowMessages.Update(HotRow)]),
        ("transaction", [HotRowMessages.Begin, HotRowMessages.Update(HotRow), HotRowMessages.Commit]),
    ];

    public string Name => "hot-row";

    public string About => "500 clients that update one row: through a gate that guards hot rows, beside direct connections";

    public IReadOnlyList<string> Packages => ["postgresql"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        context.Note("PostgreSQL has its defaults but for max_connections; in cases 'async' synchronous_commit is off, so that the disk's flushes are not what is measured. All clients of a way run on one event loop and stay connected.");
        context.Note("The peer is the same clients connected directly, in the same run by turns. 'lost' is acknowledged updates less the growth of the row over all ways: 0 is nothing lost and nothing twice.");
        await using BenchServer server = await BenchServer.StartAsync(
            context, "served", ct, (Clients * (1 + s_places.Length)) + 50, "fsync = on", "full_page_writes = on", "synchronous_commit = on");
        await server.TrustAsync(ct);
        await server.Instance.ExecuteAsync(BenchServer.Database, "CREATE TABLE hot (id int PRIMARY KEY, n bigint NOT NULL)", ct);
        await server.Instance.ExecuteAsync(BenchServer.Database, $"INSERT INTO hot SELECT i, 0 FROM generate_series(1, {Clients + 2}) i", ct);

        List<HotRowWay> ways = [];
        try
        {
            ways.Add(await HotRowWay.DirectAsync(server, Clients, ct));
            foreach (int places in s_places)
                ways.Add(await HotRowWay.GateAsync(context, server, places, Clients, ct));
            context.Log($"{ways.Count * Clients} clients are connected");
            // A gate's code is compiled anew by what it does often; that is not what is measured.
            foreach (HotRowWay way in ways.Skip(1))
                await way.Clients.RunAsync(s_loads[1].Steps, TimeSpan.FromSeconds(3), ct);
            List<Figure> figures = [];
            foreach (string commit in (string[])["durable", "async"])
            {
                await server.Instance.ExecuteAsync(BenchServer.Database, $"ALTER SYSTEM SET synchronous_commit = {(commit == "async" ? "off" : "on")}", ct);
                await server.Instance.ExecuteAsync(BenchServer.Database, "SELECT pg_reload_conf()", ct);
                foreach ((string name, byte[][] steps) in s_loads)
                    figures.AddRange(await MeasureAsync(context, server, ways, $"{name} {commit}", steps, ct));
            }
            return figures;
        }
        finally
        {
            foreach (HotRowWay way in ways)
                await way.DisposeAsync();
        }
    }

    private static async Task<IEnumerable<Figure>> MeasureAsync(BenchContext context, BenchServer server, List<HotRowWay> ways, string load, byte[][] steps, CancellationToken ct)
    {
        (int rounds, double seconds) = context.Quick ? (1, 2.5) : (3, 6);
        Dictionary<string, List<HotRowSlice>> slices = ways.ToDictionary(way => way.Name, _ => new List<HotRowSlice>());
        long before = await ValueAsync(server, ct);
        for (int round = 0; round < rounds; round++)
        {
            foreach (HotRowWay way in ways)
                slices[way.Name].Add(await way.Clients.RunAsync(steps, TimeSpan.FromSeconds(seconds), ct));
        }
        long lost = slices.Values.SelectMany(all => all).Sum(slice => slice.Acknowledged) - (await ValueAsync(server, ct) - before);
        context.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"{load,-20} {string.Join(", ", ways.Select(way => $"{way.Name} {Of(way, s => s.Tps):0}/s p50 {Of(way, s => s.P50Ms):0} ms p99 {Of(way, s => s.P99Ms):0} ms"))}, {lost} lost"));
        List<Figure> figures = [];
        foreach (HotRowWay way in ways.Skip(1))
        {
            string name = $"{load}, {way.Name}";
            figures.Add(new Figure("tps", name, "1/s", Of(way, s => s.Tps), HotRowWay.Direct, Of(ways[0], s => s.Tps)));
            figures.Add(new Figure("p50_ms", name, "ms", Of(way, s => s.P50Ms), HotRowWay.Direct, Of(ways[0], s => s.P50Ms)));
            figures.Add(new Figure("p99_ms", name, "ms", Of(way, s => s.P99Ms), HotRowWay.Direct, Of(ways[0], s => s.P99Ms)));
        }
        figures.Add(new Figure("lost", load, "updates", lost, null, null));
        return figures;

        double Of(HotRowWay way, Func<HotRowSlice, double> of)
        {
            double[] sorted = [.. slices[way.Name].Select(of).Order()];
            return sorted[sorted.Length / 2];
        }
    }

    private static async Task<long> ValueAsync(BenchServer server, CancellationToken ct)
    {
        await using NpgsqlConnection connection = new(server.Instance.ConnectionString("postgres", BenchServer.Password, BenchServer.Database));
        await connection.OpenAsync(ct);
        await using NpgsqlCommand command = new($"SELECT n FROM hot WHERE id = {HotRow}", connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
