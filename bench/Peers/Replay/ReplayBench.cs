using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seawall.Peers.Replay;

/// <summary><c>seawall lab replay</c> of what pgbench sent, beside pgreplay of the same log and pgbench itself in the same mode with as many clients.</summary>
internal sealed partial class ReplayBench : IBench
{
    private const int Clients = 16;

    public string Name => "replay";

    public string About => "CPU per replayed statement beside pgreplay and pgbench, rate beside pgbench in the same mode; select-only and TPC-B";

    public IReadOnlyList<string> Packages => ["postgresql", "pgreplay"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        int seconds = context.Quick ? 1 : 8;
        await using BenchServer server = await LoggedServer.StartAsync(context, Clients, ct);
        string pgreplay = "pgreplay " + (await PeerRun.VersionAsync(["pgreplay", "-v"], ct)).Split(' ')[^1];
        string pgbench = "pgbench " + context.Versions["postgresql"].Split(' ')[0];
        context.Version("pgreplay", pgreplay.Split(' ')[1]);
        context.Note("CPU of the replay is that of its run, without start-up and warm-up; of pgreplay that of reading the log and replaying it (-j -s 1000), in the cases named sending only that of replaying what it had parsed before (-r); of pgbench that of the whole process.");
        context.Note("The replay sends at normal priority here, as its peers do; the cases named raised are those of its default as root, which keeps more in flight for more processor time.");
        context.Note("pgreplay stalls for good when a row lock is granted in another order than in the log, so each client of the TPC-B script keeps to a branch, tellers and accounts of its own.");
        context.Note("Lanes send an unnamed Parse, Bind, Describe and Execute for each extended statement, as pgbench in its mode extended does; the log is one of mode prepared, with which pgreplay is faster.");
        List<Figure> figures = [];
        foreach (Workload workload in Workload.All(context.Work))
        {
            string log = await LoggedServer.RecordAsync(context, server, workload, Clients, context.Quick ? 1 : 3, ct);
            string lanes = await PackAsync(context, log, workload, ct);
            ReplayRun own = await ReplayAsync(context, server, lanes, seconds, [], ct);
            ReplayRun? raised = context.Quick && !workload.IsReadOnly ? null : await ReplayAsync(context, server, lanes, seconds, ["--priority", "raised"], ct);
            (ReplayRun peer, ReplayRun sending) = await PgreplayAsync(context, server, log, workload, ct);
            ReplayRun bench = await PgbenchAsync(server, workload, seconds, ct);
            string name = $"{workload.Name}/{Clients}";
            figures.Add(new Figure("cpu_us_per_statement", name, "µs", own.CpuMicros, pgreplay, peer.CpuMicros));
            figures.Add(new Figure("cpu_us_per_statement", $"{name} sending only", "µs", own.CpuMicros, pgreplay, sending.CpuMicros));
            figures.Add(new Figure("cpu_us_per_statement", name, "µs", own.CpuMicros, pgbench, bench.CpuMicros));
            figures.Add(new Figure("statements_per_second", name, "1/s", own.PerSecond, pgreplay, peer.PerSecond));
            figures.Add(new Figure("statements_per_second", name, "1/s", own.PerSecond, pgbench, bench.PerSecond));
            context.Log(string.Create(CultureInfo.InvariantCulture, $"replay {name,-20} {own.CpuMicros,5:0.0} µs {own.PerSecond,7:0}/s   pgreplay {peer.CpuMicros,5:0.0} µs {peer.PerSecond,7:0}/s   pgbench {bench.CpuMicros,5:0.0} µs {bench.PerSecond,7:0}/s"));
            if (raised is { } first)
            {
                figures.Add(new Figure("cpu_us_per_statement", $"{name} raised", "µs", first.CpuMicros, pgreplay, peer.CpuMicros));
                figures.Add(new Figure("statements_per_second", $"{name} raised", "1/s", first.PerSecond, pgbench, bench.PerSecond));
            }

            if (workload is { IsReadOnly: true, Mode: "extended" } || (workload.IsReadOnly && !context.Quick))
            {
                figures.AddRange(await ComparingAsync(context, server, lanes, name, seconds, ct));
            }
        }

        return figures;
    }

    /// <summary>With the outcome of every statement compared with a recorded run, beside the same without.</summary>
    private static async Task<IReadOnlyList<Figure>> ComparingAsync(BenchContext context, BenchServer server, string lanes, string name, int seconds, CancellationToken ct)
    {
        string recording = Path.Combine(lanes, "outcomes");
        await ReplayAsync(context, server, lanes, null, ["--record", recording], ct);
        ReplayRun without = await ReplayAsync(context, server, lanes, seconds, [], ct);
        ReplayRun with = await ReplayAsync(context, server, lanes, seconds, ["--compare", recording], ct);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"replay {name,-20} comparing {with.CpuMicros,5:0.0} µs {with.PerSecond,7:0}/s   without {without.CpuMicros,5:0.0} µs {without.PerSecond,7:0}/s"));
        return
        [
            new Figure("cpu_us_per_statement", $"{name} comparing", "µs", with.CpuMicros, "seawall without", without.CpuMicros),
            new Figure("statements_per_second", $"{name} comparing", "1/s", with.PerSecond, "seawall without", without.PerSecond),
        ];
    }

    private static async Task<string> PackAsync(BenchContext context, string log, Workload workload, CancellationToken ct)
    {
        string lanes = Path.Combine(context.Work, "lanes-" + workload.FileName);
        await PeerRun.OfSeawallAsync(context, ["lab", "pack", log, "-o", lanes, "--lanes", $"{Clients}"], ct);
        return lanes;
    }

    private static async Task<ReplayRun> ReplayAsync(BenchContext context, BenchServer server, string lanes, int? seconds, IReadOnlyList<string> options, CancellationToken ct)
    {
        string target = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Password={BenchServer.Password};Database={BenchServer.Database}";
        options = options.Contains("--priority") ? options : ["--priority", "normal", .. options];
        string[] duration = seconds is { } given ? ["--duration", $"{given}s"] : [];
        PeerRun run = await PeerRun.OfSeawallAsync(context, ["lab", "replay", lanes, "--target", target, "--json", .. duration, .. options], ct);
        JsonNode report = JsonNode.Parse(run.Output)!;
        long errors = (long)report["errors"]!["new"]! + (long)report["errors"]!["other"]!;
        if (errors > 0)
            throw new InvalidOperationException($"the replay met {errors} errors: {report["errorSamples"]?[0]}");
        return new ReplayRun((double)report["cpuMicrosPerStatement"]!, (double)report["statementsPerSecond"]!);
    }

    /// <summary>What it costs from the log to the server, and of that the sending of what was parsed.</summary>
    private static async Task<(ReplayRun Whole, ReplayRun Sending)> PgreplayAsync(BenchContext context, BenchServer server, string log, Workload workload, CancellationToken ct)
    {
        string parsed = Path.Combine(context.Work, workload.FileName + ".pgreplay");
        PeerRun parse = await PeerRun.OfAsync(["pgreplay", "-f", "-c", "-o", parsed, log], ct);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        PeerRun run = await PeerRun.OfAsync(["pgreplay", "-r", "-j", "-s", "1000", "-h", "127.0.0.1", "-p", $"{server.Port}", parsed], patience.Token, server.Environment);
        string said = run.Output + run.Error;
        double statements = Number(Executed().Match(said), said);
        double perSecond = statements / Number(RunTime().Match(said), said);
        return (new ReplayRun((parse.CpuSeconds + run.CpuSeconds) * 1e6 / statements, perSecond), new ReplayRun(run.CpuSeconds * 1e6 / statements, perSecond));
    }

    private static async Task<ReplayRun> PgbenchAsync(BenchServer server, Workload workload, int seconds, CancellationToken ct)
    {
        PeerRun run = await PeerRun.OfAsync(
            ["pgbench", "-h", "127.0.0.1", "-p", $"{server.Port}", "-U", "postgres", "-n", "-M", workload.Mode, "-c", $"{Clients}", "-j", "1", "-T", $"{seconds}", .. workload.Script, BenchServer.Database],
            ct,
            server.Environment);
        double transactions = Number(Processed().Match(run.Output), run.Output);
        double perSecond = Number(Tps().Match(run.Output), run.Output);
        return new ReplayRun(run.CpuSeconds * 1e6 / (transactions * workload.Statements), perSecond * workload.Statements);
    }

    private static double Number(Match match, string said) => match.Success
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"no figure found in: {said}");

    [GeneratedRegex(@"SQL statements executed: (\d+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Executed();

    [GeneratedRegex(@"Total run time: ([\d.]+) seconds", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RunTime();

    [GeneratedRegex(@"transactions actually processed: (\d+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tps();

    private readonly record struct ReplayRun(double CpuMicros, double PerSecond);
}
