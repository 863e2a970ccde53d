namespace Seawall.Peers.MySql;

/// <summary>One process of <c>seawall lab analyze</c> from start to report on a MySQL-family slow log, beside pt-query-digest.</summary>
internal sealed class MySqlBench : IBench
{
    private const long Bytes = 400_000_000;
    private const int PeerBytes = 12_000_000;

    public string Name => "mysql";

    public string About => "MB of a MariaDB slow log per CPU-second, whole process: as by default and with log_slow_verbosity = full; beside pt-query-digest";

    public IReadOnlyList<string> Packages => ["mariadb-server", "percona-toolkit"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        IReadOnlyList<(string Case, byte[] Log)> logs = await MakeLogsAsync(context, ct);
        string version = (await PeerRun.VersionAsync(["pt-query-digest", "--version"], ct)).Split(' ')[^1];
        context.Version("pt-query-digest", version);
        List<Figure> figures = [];
        foreach ((string name, byte[] log) in logs)
        {
            string file = await RepeatAsync(log, Path.Combine(context.Work, name + ".log"), ct);
            double own = await SeawallAsync(context, file, rounds: context.Quick ? 3 : 5, ct);
            double peer = await PeerAsync(context, file, ct);
            File.Delete(file);
            figures.Add(new Figure("mb_per_core_second", name, "MB/s", own, $"pt-query-digest {version}", peer));
            context.Log($"mysql    {name,-10} {own,8:0.0} MB a CPU-second, pt-query-digest {peer:0.00}");
        }

        return figures;
    }

    /// <summary>What the server wrote of the same statements, both ways; repeated behind itself up to the size.</summary>
    private static async Task<IReadOnlyList<(string Case, byte[] Log)>> MakeLogsAsync(BenchContext context, CancellationToken ct)
    {
        await using MariaDbServer server = await MariaDbServer.StartAsync(context, ct);
        int count = context.Quick ? 30_000 : 200_000;
        List<(string, byte[])> logs = [];
        foreach ((string name, string settings) in new[] { ("slow", ""), ("slow-full", "SET GLOBAL log_slow_verbosity = 'full';\n") })
        {
            string written = Path.Combine(server.Data, name + ".log");
            string setup = Path.Combine(context.Work, name + ".sql");
            await File.WriteAllTextAsync(setup, $"{settings}SET GLOBAL slow_query_log_file = '{written}';\n", ct);
            await server.RunAsync(setup, ct);
            string[] parts = [Path.Combine(context.Work, "a.sql"), Path.Combine(context.Work, "b.sql")];
            for (int i = 0; i < parts.Length; i++)
                ShopStatements.Write(parts[i], count / parts.Length, seed: i + 1);
            await Task.WhenAll(parts.Select(part => server.RunAsync(part, ct)));
            long real = new FileInfo(written).Length;
            context.Log($"mysql    log of {real / 1e6:0} MB ({name})");
            context.Note($"{name}: the log of {count} statements is {real / 1e6:0} MB; it is repeated up to {Bytes / 1e6:0} MB, pt-query-digest reads its first {PeerBytes / 1e6:0} MB.");
            logs.Add((name, await File.ReadAllBytesAsync(written, ct)));
        }

        return logs;
    }

    private static async Task<string> RepeatAsync(byte[] log, string to, CancellationToken ct)
    {
        await using FileStream target = new(to, FileMode.Create, FileAccess.Write);
        do
            await target.WriteAsync(log, ct);
        while (target.Length < Bytes);
        return to;
    }

    // The best of some rounds: whatever else the machine does only ever adds.
    private static async Task<double> SeawallAsync(BenchContext context, string file, int rounds, CancellationToken ct)
    {
        double best = 0;
        for (int round = 0; round < rounds; round++)
        {
            PeerRun run = await PeerRun.OfSeawallAsync(context, ["lab", "analyze", file], ct);
            best = Math.Max(best, new FileInfo(file).Length / 1e6 / run.CpuSeconds);
        }

        return best;
    }

    private static async Task<double> PeerAsync(BenchContext context, string file, CancellationToken ct)
    {
        string slice = file + ".slice";
        byte[] head = new byte[PeerBytes];
        await using (FileStream from = new(file, FileMode.Open, FileAccess.Read))
        {
            int length = await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
            int end = head.AsSpan(0, length).LastIndexOf(";\n# User@Host"u8);
            await File.WriteAllBytesAsync(slice, head.AsMemory(0, end + 2), ct);
        }

        double best = 0;
        for (int round = 0; round < (context.Quick ? 2 : 3); round++)
        {
            PeerRun run = await PeerRun.OfAsync(["pt-query-digest", "--no-version-check", slice], ct);
            best = Math.Max(best, new FileInfo(slice).Length / 1e6 / run.CpuSeconds);
        }

        return best;
    }
}
