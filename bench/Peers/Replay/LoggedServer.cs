namespace Seawall.Peers.Replay;

/// <summary>The server that logs a workload and is replayed against: marked as a test site, with a branch for each client.</summary>
internal static class LoggedServer
{
    private const string Mark =
        """
        CREATE TABLE public.seawall_test_site (
            only_row boolean PRIMARY KEY DEFAULT true, system_identifier text NOT NULL, source text NOT NULL,
            source_system_identifier text, created_at timestamptz NOT NULL);
        INSERT INTO public.seawall_test_site SELECT true, system_identifier::text, 'bench', 'another', now() FROM pg_control_system()
        """;

    public static async Task<BenchServer> StartAsync(BenchContext context, int clients, CancellationToken ct)
    {
        BenchServer server = await BenchServer.StartAsync(
            context, "replayed", ct, connections: 100,
            "logging_collector = on", "log_destination = 'csvlog'", "log_directory = 'log'", "log_filename = 'server.log'", "log_rotation_size = 0", "log_rotation_age = 0",
            "log_connections = on", "log_disconnections = on", "autovacuum = off", "shared_buffers = '512MB'", "max_wal_size = '8GB'", "checkpoint_timeout = '1h'");
        try
        {
            await server.FillAsync(clients, ct);
            await server.Instance.ExecuteAsync(BenchServer.Database, Mark, ct);
            await server.TrustAsync(ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Runs the workload with every statement logged and returns the part of the log that it wrote.</summary>
    public static async Task<string> RecordAsync(BenchContext context, BenchServer server, Workload workload, int clients, int seconds, CancellationToken ct)
    {
        string log = Path.Combine(context.Work, "replayed", "data", "log", "server.csv");
        long before = File.Exists(log) ? new FileInfo(log).Length : 0;
        Dictionary<string, string> environment = new(server.Environment) { ["PGOPTIONS"] = "-c log_statement=all" };
        await PeerRun.OfAsync(
            ["pgbench", "-h", "127.0.0.1", "-p", $"{server.Port}", "-U", "postgres", "-n", "-M", workload.LogMode, "-c", $"{clients}", "-T", $"{seconds}", .. workload.Script, BenchServer.Database],
            ct,
            environment);
        string part = Path.Combine(context.Work, workload.FileName + ".csv");
        long after = await SettledAsync(log, ct);
        await using FileStream from = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using FileStream to = new(part, FileMode.Create);
        from.Position = before;
        byte[] buffer = new byte[1 << 20];
        for (long left = after - before; left > 0;)
        {
            int read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            left -= read;
        }

        return part;
    }

    // The collector writes a little after the sessions have ended.
    private static async Task<long> SettledAsync(string log, CancellationToken ct)
    {
        long length = -1;
        while (new FileInfo(log).Length is var now && now != length)
        {
            length = now;
            await Task.Delay(200, ct);
        }

        return length;
    }
}
