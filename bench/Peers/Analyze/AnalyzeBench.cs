namespace Seawall.Peers.Analyze;

/// <summary>One process of <c>seawall lab analyze</c> from start to report on each format of a server log, beside pgBadger.</summary>
internal sealed class AnalyzeBench : IBench
{
    private const int PeerBytes = 20_000_000;

    public string Name => "analyze";

    public string About => "MB of PostgreSQL log per CPU-second, whole process: csvlog, jsonlog, stderr; beside pgbadger -j 1";

    public IReadOnlyList<string> Packages => ["postgresql", "pgbadger"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        long wanted = 150_000_000;
        IReadOnlyList<ServerLog> logs = await LogMaker.MakeAsync(context, wanted, ct);
        string peer = "pgbadger " + (await PeerRun.VersionAsync(["pgbadger", "--version"], ct)).Split(' ')[^1].TrimStart('v');
        context.Version("pgbadger", peer.Split(' ')[1]);
        List<Figure> figures = [];
        foreach (ServerLog log in logs)
        {
            double own = await SeawallAsync(context, log, rounds: context.Quick ? 2 : 5, ct);
            double badger = await BadgerAsync(context, log, ct);
            figures.Add(new Figure("mb_per_core_second", log.Format == "csv" ? "csvlog" : log.Format, "MB/s", own, peer, badger));
            context.Log($"analyze {log.Format,-8} {own,8:0.0} MB a CPU-second, {peer} {badger:0.00}");
        }
        return figures;
    }

    // The best of some rounds: whatever else the machine does only ever adds.
    private static async Task<double> SeawallAsync(BenchContext context, ServerLog log, int rounds, CancellationToken ct)
    {
        // As ./seawall itself starts this command.
        Dictionary<string, string> environment = new(context.SeawallEnvironment) { ["DOTNET_TieredPGO"] = "0" };
        double best = 0;
        for (int round = 0; round < rounds; round++)
        {
            PeerRun run = await PeerRun.OfAsync([context.Seawall, "lab", "analyze", log.File], ct, environment);
            best = Math.Max(best, log.Bytes / 1e6 / run.CpuSeconds);
        }
        return best;
    }

    private static async Task<double> BadgerAsync(BenchContext context, ServerLog log, CancellationToken ct)
    {
        string slice = await log.SliceAsync(context.Work, PeerBytes, ct);
        PeerRun run = await PeerRun.OfAsync(
            ["pgbadger", "-q", "-j", "1", "-f", log.Format, .. log.BadgerOptions, "-o", Path.Combine(context.Work, $"badger-{log.Format}.html"), slice], ct);
        return new FileInfo(slice).Length / 1e6 / run.CpuSeconds;
    }
}
