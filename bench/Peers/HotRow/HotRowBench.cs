using System.Globalization;
using Npgsql;

namespace Seawall.Peers.HotRow;

/// <summary>Five hundred clients that change one row, by turns direct, through a gate that guards hot rows, and through one that does not; every acknowledged update must be in the row.</summary>
internal sealed class HotRowBench : IBench
{
    private const int Clients = 500;

    // What a guarded gate is given: it finds the row by itself.
    private const string Rules = """{"learnAt":8,"places":1,"patienceMs":60000}""";

    private const string Update = "UPDATE hot SET n = n + 1 WHERE id = 1;\n";

    private static readonly (string Name, string Script, string Mode)[] s_loads =
    [
        ("update", Update, "prepared"),
        ("transaction", $"BEGIN;\n{Update}COMMIT;\n", "simple"),
    ];

    public string Name => "hot-row";

    public string About => "500 clients that update one row: through a gate that guards hot rows, beside direct connections";

    public IReadOnlyList<string> Packages => ["postgresql"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        context.Note("The server has PostgreSQL's defaults but for max_connections, fsync on; cases 'async' have synchronous_commit off, as a log that flushes at once would be as fast. Clients are pgbench -c 500 on one thread.");
        context.Note("Peer is the same clients connected directly, in the same run by turns. 'lost' is acknowledged updates less the growth of the row, over all ways of the case: 0 is nothing lost, nothing twice.");
        await using BenchServer server = await BenchServer.StartAsync(context, "served", ct, Clients + 100, "fsync = on", "full_page_writes = on", "synchronous_commit = on");
        await server.TrustAsync(ct);
        await server.Instance.ExecuteAsync(BenchServer.Database, "CREATE TABLE hot (id int PRIMARY KEY, n bigint NOT NULL)", ct);
        await server.Instance.ExecuteAsync(BenchServer.Database, "INSERT INTO hot SELECT i, 0 FROM generate_series(1, 100) i", ct);
        await using HotRowWay direct = new(HotRowWay.Direct, server.Port, null);
        await using HotRowWay guarded = await HotRowWay.GateAsync(context, HotRowWay.Guarded, server, Rules, ct);
        await using HotRowWay unguarded = await HotRowWay.GateAsync(context, HotRowWay.Unguarded, server, "", ct);

        List<Figure> figures = [];
        foreach (string commit in (string[])["durable", "async"])
        {
            await server.Instance.ExecuteAsync(BenchServer.Database, $"ALTER ROLE postgres SET synchronous_commit = {(commit == "async" ? "off" : "on")}", ct);
            foreach ((string name, string script, string mode) in s_loads)
                figures.AddRange(await MeasureAsync(context, server, [direct, guarded, unguarded], $"{name}/{Clients} {commit}", script, mode, ct));
        }
        return figures;
    }

    private static async Task<IEnumerable<Figure>> MeasureAsync(BenchContext context, BenchServer server, HotRowWay[] ways, string load, string script, string mode, CancellationToken ct)
    {
        string file = Path.Combine(context.Work, "script.sql");
        await File.WriteAllTextAsync(file, script, ct);
        (int rounds, int seconds) = context.Quick ? (1, 10) : (3, 15);
        Dictionary<string, List<HotRowSlice>> slices = ways.ToDictionary(way => way.Name, _ => new List<HotRowSlice>());
        long before = await ValueAsync(server, ct);
        for (int round = 0; round < rounds; round++)
        {
            foreach (HotRowWay way in ways)
                slices[way.Name].Add(await HotRowSlice.RunAsync(context, way, file, mode, Clients, seconds, ct));
        }
        long grown = await ValueAsync(server, ct) - before;
        long lost = slices.Values.SelectMany(all => all).Sum(slice => slice.Acknowledged) - grown;
        context.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"{load,-25} {string.Join(", ", ways.Select(way => $"{way.Name} {Median(slices[way.Name], s => s.Tps):0}/s p50 {Median(slices[way.Name], s => s.P50Ms):0} ms p99 {Median(slices[way.Name], s => s.P99Ms):0} ms"))}, {lost} lost"));
        return
        [
            Compared("tps", "1/s", s => s.Tps),
            Compared("p50_ms", "ms", s => s.P50Ms),
            Compared("p99_ms", "ms", s => s.P99Ms),
            new Figure("unguarded_tps", load, "1/s", Median(slices[HotRowWay.Unguarded], s => s.Tps), HotRowWay.Direct, Median(slices[HotRowWay.Direct], s => s.Tps)),
            new Figure("lost", load, "updates", lost, null, null),
        ];

        Figure Compared(string figure, string unit, Func<HotRowSlice, double> of) =>
            new(figure, load, unit, Median(slices[HotRowWay.Guarded], of), HotRowWay.Direct, Median(slices[HotRowWay.Direct], of));
    }

    private static async Task<long> ValueAsync(BenchServer server, CancellationToken ct)
    {
        await using NpgsqlConnection connection = new(server.Instance.ConnectionString("postgres", BenchServer.Password, BenchServer.Database));
        await connection.OpenAsync(ct);
        await using NpgsqlCommand command = new("SELECT n FROM hot WHERE id = 1", connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static double Median(List<HotRowSlice> slices, Func<HotRowSlice, double> of)
    {
        double[] sorted = [.. slices.Select(of).Order()];
        return sorted[sorted.Length / 2];
    }
}
