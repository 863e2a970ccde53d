namespace Seawall.Peers.Analyze;

/// <summary>A real server's log in all three formats at once, written while pgbench works, each statement with its duration.</summary>
internal static class LogMaker
{
    private static readonly string[] _settings =
    [
        "logging_collector = on",
        "log_destination = 'stderr,csvlog,jsonlog'",
        "log_directory = 'log'",
        "log_filename = 'server.log'",
        "log_rotation_size = 0",
        "log_rotation_age = 0",
        "log_min_duration_statement = 0",
        $"log_line_prefix = '{ServerLog.Prefix}'",
    ];

    /// <summary>The logs, each of at least the bytes wanted; in a quick run a shorter log repeated.</summary>
    public static async Task<IReadOnlyList<ServerLog>> MakeAsync(BenchContext context, long bytes, CancellationToken ct)
    {
        await using BenchServer server = await BenchServer.StartAsync(context, "logged", ct, connections: 100, _settings);
        await server.FillAsync(scale: 1, ct);
        string folder = Path.Combine(context.Work, "logged", "data", "log");
        long real = context.Quick ? bytes / 6 : bytes;
        string[] modes = ["simple", "extended", "prepared"];
        long smallest = 0;
        for (int i = 0; smallest < real; i++)
        {
            string mode = modes[i % modes.Length];
            await server.Instance.ToolAsync("pgbench", ["-n", "-c", "8", "-T", "2", "-M", mode, BenchServer.Database], ct);
            smallest = new[] { "server.log", "server.csv", "server.json" }.Min(f => new FileInfo(Path.Combine(folder, f)).Length);
            context.Log($"analyze  log of {smallest / 1e6:0} MB");
        }
        await server.Instance.StopAsync(ct);
        if (context.Quick)
            context.Note($"The logs are pgbench's own of {smallest / 1e6:0} MB or more, repeated until each has {bytes / 1e6:0} MB.");
        return
        [
            new ServerLog("csv", await FillUpAsync(Path.Combine(folder, "server.csv"), Path.Combine(context.Work, "server.csv"), bytes, ct)),
            new ServerLog("jsonlog", await FillUpAsync(Path.Combine(folder, "server.json"), Path.Combine(context.Work, "server.json"), bytes, ct)),
            new ServerLog("stderr", await FillUpAsync(Path.Combine(folder, "server.log"), Path.Combine(context.Work, "server.log"), bytes, ct)),
        ];
    }

    private static async Task<string> FillUpAsync(string from, string to, long bytes, CancellationToken ct)
    {
        await using FileStream target = new(to, FileMode.Create, FileAccess.Write);
        do
        {
            await using FileStream source = new(from, FileMode.Open, FileAccess.Read);
            await source.CopyToAsync(target, 1 << 20, ct);
        }
        while (target.Length < bytes);
        return to;
    }
}
