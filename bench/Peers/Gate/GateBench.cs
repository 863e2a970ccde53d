namespace Seawall.Peers.Gate;

/// <summary>
/// The gate with its statistics on, PgBouncer in session mode and HAProxy before the same server: what each adds to a query in processor time and in
/// latency, and how many queries pass. Under TLS the same with encrypted clients, where the direct way stays in the clear.
/// </summary>
internal sealed class GateBench(bool tls) : IBench
{
    private const int Turns = 4;

    public string Name => tls ? "gate-tls" : "gate";

    public string About => tls
        ? "the same with clients that speak TLS; beside pgbouncer"
        : "processor time and latency the gate adds to a query, statistics on; beside pgbouncer in session mode and haproxy";

    public IReadOnlyList<string> Packages => tls ? ["postgresql", "pgbouncer"] : ["postgresql", "pgbouncer", "haproxy"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        await using BenchServer server = await BenchServer.StartAsync(context, "served", ct, connections: 1200);
        await server.TrustAsync(ct);
        await server.FillAsync(scale: 5, ct);
        context.Version("pgbouncer", (await PeerRun.VersionAsync(["/usr/sbin/pgbouncer", "--version"], ct)).Split(' ')[^1]);
        if (!tls)
            context.Version("haproxy", (await PeerRun.VersionAsync(["/usr/sbin/haproxy", "-v"], ct)).Split(' ')[2]);

        List<Contestant> contestants = [Contestant.DirectTo(server)];
        try
        {
            Certificate? certificate = tls ? Certificate.Make(context) : null;
            contestants.Add(await Contestant.GateAsync(context, server, certificate, capture: false, ct));
            contestants.Add(await Contestant.PgBouncerAsync(context, server, certificate, ct));
            if (!tls)
            {
                contestants.Add(await Contestant.HaProxyAsync(context, server, ct));
                contestants.AddRange(await Contestant.RuledAsync(context, server, ct));
            }
            if (!context.Quick)
                contestants.Add(await Contestant.GateAsync(context, server, certificate, capture: true, ct));
            return await MeasureAsync(context, contestants, ct);
        }
        finally
        {
            foreach (Contestant contestant in contestants)
                await contestant.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(BenchContext context, List<Contestant> contestants, CancellationToken ct)
    {
        string[] modes = ["simple", "extended", "prepared"];
        await WarmAsync(context, contestants, modes, ct);
        List<Figure> figures = [];
        // What one client feels is the latency added; with many the queue for the processors hides it.
        foreach (int clients in (int[])[1, 16, 256])
        {
            List<Contestant> asked = [.. contestants.Where(c => !c.IsRuled || clients == 16 || (clients > 16 && !context.Quick))];
            Dictionary<string, Slice> connecting = await ConnectAsync(context, asked, clients, ct);
            foreach (string mode in clients == 1 ? modes[..1] : modes)
            {
                GateCase load = new(mode, clients);
                Dictionary<string, GateScore> scores = await ScoreAsync(context, asked, load, connecting, ct);
                figures.AddRange(Figures(context, load, scores));
                context.Log($"{load.Name,-13} {string.Join(", ", scores.Select(s => $"{s.Key} {s.Value.CpuMicrosPerQuery:0.0} µs {s.Value.Tps:0}/s p50 {s.Value.MedianMicros:0} µs"))}");
            }
        }
        return figures;
    }

    // Every way gets its connections, and the gate its compiled code, before anything counts.
    private static async Task WarmAsync(BenchContext context, List<Contestant> contestants, string[] modes, CancellationToken ct)
    {
        foreach (Contestant contestant in contestants)
        {
            bool compiles = contestant.Name is Contestant.Gate or Contestant.GateWithCapture or Contestant.GateWithRules or Contestant.GateWithoutRules;
            foreach (string mode in compiles ? modes : modes[..1])
                await Slice.RunAsync(context, contestant, new GateCase(mode, 16), compiles ? 1500 : 100, ct);
        }
    }

    // What so many clients cost that connect, ask once and go; few are not seen among the queries of a slice.
    private static async Task<Dictionary<string, Slice>> ConnectAsync(BenchContext context, List<Contestant> contestants, int clients, CancellationToken ct)
    {
        Dictionary<string, Slice> connecting = [];
        foreach (Contestant contestant in contestants)
        {
            GateCase load = new("simple", clients);
            // The first of two opens PgBouncer's own connections to the server.
            if (clients > 100 && contestant.Name == Contestant.PgBouncer)
                await Slice.RunAsync(context, contestant, load, 1, ct);
            connecting[contestant.Name] = clients > 100 ? await Slice.RunAsync(context, contestant, load, 1, ct) : Slice.None;
        }
        return connecting;
    }

    // Short slices by turns, so that whatever else the machine does meets all contestants alike.
    private static async Task<Dictionary<string, GateScore>> ScoreAsync(
        BenchContext context, List<Contestant> contestants, GateCase load, Dictionary<string, Slice> connecting, CancellationToken ct)
    {
        (int rounds, int queries) = context.Quick ? (1, 20_000) : (5, 50_000);
        Dictionary<string, List<Slice>> slices = contestants.ToDictionary(c => c.Name, _ => new List<Slice>());
        for (int round = 0; round < rounds; round++)
        {
            foreach (Contestant contestant in contestants.Where(c => !c.IsRuled))
                slices[contestant.Name].Add(await Slice.RunAsync(context, contestant, load, load.Clients == 1 ? queries / 10 : queries / load.Clients, ct));
            // What rules cost is less than what the machine's mood makes of two slices: shorter ones, and more of them.
            for (int turn = 0; turn < Turns; turn++)
            {
                foreach (Contestant contestant in contestants.Where(c => c.IsRuled))
                    slices[contestant.Name].Add(await Slice.RunAsync(context, contestant, load, queries / Turns * 2 / load.Clients, ct));
            }
        }
        return contestants.ToDictionary(c => c.Name, c => GateScore.Of(connecting[c.Name], slices[c.Name]));
    }

    private static IEnumerable<Figure> Figures(BenchContext context, GateCase load, Dictionary<string, GateScore> scores)
    {
        double baseline = scores[Contestant.Direct].MedianMicros;
        foreach (string gate in (string[])[Contestant.Gate, Contestant.GateWithCapture, Contestant.GateWithRules])
        {
            if (!scores.TryGetValue(gate, out GateScore? own))
                continue;
            string name = gate switch { Contestant.GateWithCapture => load.Name + " captured", Contestant.GateWithRules => load.Name + " rules_on", _ => load.Name };
            foreach (string peer in (string[])[Contestant.PgBouncer, Contestant.HaProxy])
            {
                if (!scores.TryGetValue(peer, out GateScore? its) || (peer == Contestant.HaProxy && gate != Contestant.Gate))
                    continue;
                string label = $"{peer} {context.Versions[peer]}";
                yield return new Figure("added_p50_us", name, "µs", own.MedianMicros - baseline, label, its.MedianMicros - baseline);
                // One client alone pays for a wake-up at each query, whoever carries it: that is the scheduler's cost, not a query's.
                if (load.Clients == 1)
                    continue;
                yield return new Figure("cpu_us_per_query", name, "µs", own.CpuMicrosPerQuery, label, its.CpuMicrosPerQuery);
                yield return new Figure("tps", name, "1/s", own.Tps, label, its.Tps);
            }
            if (gate == Contestant.GateWithRules && load.Clients > 1)
                yield return new Figure("cpu_us_per_query", name, "µs", own.CpuMicrosPerQuery, Contestant.GateWithoutRules, scores[Contestant.GateWithoutRules].CpuMicrosPerQuery);
        }
    }
}
