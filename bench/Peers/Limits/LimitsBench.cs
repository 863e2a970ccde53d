using System.Globalization;
using Npgsql;
using Seawall.Mall.Hosting;
using Seawall.Topology;

namespace Seawall.Peers.Limits;

/// <summary>Buyers at an open rate below 30 % of capacity while <c>batch</c> floods the same service: with Seawall's limits, with the framework's own limiter, with none.</summary>
internal sealed class LimitsBench : IBench
{
    private const int Pairs = 5;
    private const double Share = 0.25;
    private const double Within = 50;

    public string Name => "limits";

    public string About => "buyers' errors and times while batch floods the service; beside ASP.NET's concurrency limiter, and without limits";

    public IReadOnlyList<string> Packages => ["postgresql"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        (TimeSpan slice, TimeSpan warm) = context.Quick ? (TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3)) : (TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8));
        await using BenchServer server = await BenchServer.StartAsync(context, "mall", ct, connections: 200);
        DirectoryInfo secrets = new(context.Folder("secrets"));
        long[] items = await FillAsync(server, new Secrets(secrets.FullName), ct);
        (int gatePort, int port) = (BenchServer.FreePort(), BenchServer.FreePort());
        await using PeerProcess gate = PeerProcess.StartSeawall(
            context, "gate", ["gate", "--name", "bench", "--upstream", $"*=127.0.0.1:{server.Port}", "--listen", $"127.0.0.1:{gatePort}", "--admin", $"127.0.0.1:{BenchServer.FreePort()}"]);
        await gate.WaitForPortAsync(gatePort, ct);
        await using PeerProcess site = PeerProcess.Start(context, "site", [Environment.ProcessPath!, LimitSite.Argument, $"{port}", $"{gatePort}", secrets.FullName]);
        await site.WaitForPortAsync(port, ct);
        Uri address = new($"http://127.0.0.1:{port}");
        using HttpClient control = new() { BaseAddress = address };
        using CoreLoad core = await CoreLoad.OpenAsync(address, items, ct);
        BatchFlood flood = new(context, new Uri(address, $"/catalog/items/{items[0]}"));

        await ModeAsync(control, "off", ct);
        await core.CapacityAsync(warm, ct);
        double capacity = await core.CapacityAsync(warm / 2, ct);
        double rate = Math.Floor(capacity * Share);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"limits   capacity {capacity:0}/s, buyers at {rate:0}/s"));
        await ModeAsync(control, "seawall", ct);
        await FloodedAsync(core, flood, rate, warm / 2, ct);

        // 1. Quiet and flooded by turns, with Seawall's limits.
        List<(CoreSlice Quiet, CoreSlice Flooded)> pairs = [];
        List<(double PerSecond, double Served)> floods = [];
        for (int pair = 0; pair < Pairs; pair++)
        {
            CoreSlice quiet = await core.RunAsync(rate, slice, ct);
            (CoreSlice flooded, (double, double) answered) = await FloodedAsync(core, flood, rate, slice, ct);
            pairs.Add((quiet, flooded));
            floods.Add(answered);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"limits   pair {pair + 1}: quiet p50 {At(quiet.Times(), 0.5):0.00} ms; flooded p50 {At(flooded.Times(), 0.5):0.00} ms, p99 {At(flooded.Times(), 0.99):0.0} ms, {flooded.Errors} errors of {flooded.Requests}, flood {answered.Item1:0}/s, served {answered.Item2:0}/s"));
        }

        // 2. The same flood with the framework's limiter, and with none.
        Dictionary<string, CoreSlice> others = [];
        foreach (string mode in (string[])["aspnet", "off"])
        {
            await ModeAsync(control, mode, ct);
            (others[mode], (double, double) answered) = await FloodedAsync(core, flood, rate, slice * (context.Quick ? 1 : 2), ct);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"limits   {mode}: p50 {At(others[mode].Times(), 0.5):0.0} ms, p99 {At(others[mode].Times(), 0.99):0.0} ms, {others[mode].Errors} errors of {others[mode].Requests}, flood {answered.Item1:0}/s"));
        }

        Note(context, capacity, rate, floods);
        return Figures(pairs, others);
    }

    private static void Note(BenchContext context, double capacity, double rate, List<(double PerSecond, double Served)> floods)
    {
        context.Note("The service is one process with every business of the mall, no caches, its PostgreSQL behind seawall gate, all on this machine; buyers are four item reads to one order placed.");
        context.Note(string.Create(CultureInfo.InvariantCulture, $"Capacity, measured first with 32 connections back to back: {capacity:0} requests a second, the generator's cost included; buyers come at {rate:0} a second on an open schedule."));
        context.Note(BatchFlood.Note);
        context.Note(string.Create(CultureInfo.InvariantCulture, $"With limits the flood had {floods.Average(f => f.PerSecond):0} answers a second, {floods.Average(f => f.Served):0} of them served, the others refused."));
        context.Note($"Limit: {LimitSite.Limit}. Peer: ASP.NET Core's rate limiter with a concurrency of {LimitSite.PeerConcurrency}.");
        context.Note("Times run from the moment a request was due; an error counts as an answer after 10 s. p50 is the median of the slices' medians.");
    }

    private static List<Figure> Figures(List<(CoreSlice Quiet, CoreSlice Flooded)> pairs, Dictionary<string, CoreSlice> others)
    {
        const string peer = "ASP.NET Core rate limiter";
        List<Figure> figures = [];
        foreach (string? kind in (string?[])[null, CoreLoad.Item, CoreLoad.Order])
        {
            string name = kind ?? "all";
            double[] flooded = [.. pairs.SelectMany(pair => pair.Flooded.Times(kind)).Order()];
            double quiet = Median([.. pairs.Select(pair => At(pair.Quiet.Times(kind), 0.5))]);
            double p50 = Median([.. pairs.Select(pair => At(pair.Flooded.Times(kind), 0.5))]);
            double[] aspnet = others["aspnet"].Times(kind);
            double[] off = others["off"].Times(kind);
            figures.AddRange(
            [
                new("core_errors", name, "requests", Errors(flooded), peer, Errors(aspnet)),
                new("core_within_50ms", name, "share", Share50(flooded), peer, Share50(aspnet)),
                new("core_p50_ms", name, "ms", p50, peer, At(aspnet, 0.5)),
                new("core_p99_ms", name, "ms", At(flooded, 0.99), peer, At(aspnet, 0.99)),
                new("core_within_50ms_quiet", name, "share", Share50([.. pairs.SelectMany(pair => pair.Quiet.Times(kind))]), null, null),
                new("core_p50_quiet_ms", name, "ms", quiet, null, null),
                new("core_p50_to_quiet", name, "ratio", p50 / quiet, peer, At(aspnet, 0.5) / quiet),
                new("unlimited_core_p50_ms", name, "ms", At(off, 0.5), null, null),
                new("unlimited_core_p99_ms", name, "ms", At(off, 0.99), null, null),
                new("unlimited_core_within_50ms", name, "share", Share50(off), null, null),
                new("unlimited_core_errors", name, "requests", Errors(off), null, null),
            ]);
        }
        return figures;
    }

    private static int Errors(double[] times) => times.Count(time => time >= CoreSlice.Never);

    private static double Share50(double[] times) => (double)times.Count(time => time <= Within) / times.Length;

    private static double At(double[] sorted, double quantile) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];

    private static double Median(double[] values) => At([.. values.Order()], 0.5);

    // The flood takes a moment to start: buyers are measured once it runs.
    private static async Task<(CoreSlice Core, (double, double) Flood)> FloodedAsync(CoreLoad core, BatchFlood flood, double rate, TimeSpan length, CancellationToken ct)
    {
        TimeSpan start = TimeSpan.FromSeconds(1.5);
        Task<(double, double)> flooding = flood.RunAsync(length + start, ct);
        await Task.Delay(start, ct);
        CoreSlice slice = await core.RunAsync(rate, length, ct);
        return (slice, await flooding);
    }

    private static async Task ModeAsync(HttpClient control, string mode, CancellationToken ct) =>
        (await control.PutAsync($"/bench/mode?mode_={mode}", null, ct)).EnsureSuccessStatusCode();

    /// <summary>The mall's logins, schemas and a small seed, with stock for everybody; returns items to ask for.</summary>
    private static async Task<long[]> FillAsync(BenchServer server, Secrets secrets, CancellationToken ct)
    {
        await Logins.ApplyAsync(server.Instance, [.. Businesses.All.Select(business => business.Name)], secrets, ct);
        foreach (Business business in Businesses.All)
        {
            NpgsqlConnectionStringBuilder connection = new(server.Instance.ConnectionString(business.Name, secrets.Password(BenchServer.Database, business.Name), BenchServer.Database))
            {
                Options = "-c seawall.scale=0.1",
            };
            await Migrations.ApplyAsync(connection.ConnectionString, business.Name, business.Assembly, ct);
        }
        await using NpgsqlConnection trade = new(server.Instance.ConnectionString("trade", secrets.Password(BenchServer.Database, "trade"), BenchServer.Database));
        await trade.OpenAsync(ct);
        await using NpgsqlCommand stock = new("UPDATE stock SET initial = initial + 1000000, available = available + 1000000 RETURNING item_id", trade);
        List<long> items = [];
        await using NpgsqlDataReader rows = await stock.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct) && items.Count < 50)
            items.Add(rows.GetInt64(0));
        return [.. items];
    }
}
