using System.Globalization;

namespace Seawall.Peers.Flood;

/// <summary>
/// Core businesses at an open rate below 30 % of capacity on a database that another business floods with reports and a storm of connections: quiet, with the gate's rules and
/// limits pushed, and without, by turns.
/// </summary>
internal sealed class FloodBench : IBench
{
    private const double Share = 0.2;

    public string Name => "flood";

    public string About => "core statements while another business floods the database with reports and connections: rules pushed, and none";

    public IReadOnlyList<string> Packages => ["postgresql"];

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct)
    {
        (TimeSpan slice, int pairs, int orders) = context.Quick ? (TimeSpan.FromSeconds(2.5), 2, 200_000) : (TimeSpan.FromSeconds(8), 5, 1_000_000);
        await using BenchServer server = await BenchServer.StartAsync(context, "flooded", ct);
        await FloodSeed.FillAsync(server, orders, ct);
        await using BenchGate gate = await BenchGate.StartAsync(context, server, [FloodSeed.Catalog, FloodSeed.Trade, FloodSeed.Batch], ct);
        await using OpenLoad core = await OpenLoad.OpenAsync(gate.Port, ct);

        // Compiled code and warm caches first.
        await core.CapacityAsync(slice, ct);
        double capacity = await core.CapacityAsync(slice / 2, ct);
        double rate = Math.Floor(capacity * Share);
        FloodRound round = new(server, gate, core, rate, slice);
        context.Log(string.Create(CultureInfo.InvariantCulture, $"flood    capacity {capacity:0}/s, core at {rate:0}/s"));

        (List<FloodPart> quiet, List<FloodPart> on, List<FloodPart> off) = ([], [], []);
        for (int pair = 0; pair < pairs; pair++)
        {
            quiet.Add(await round.QuietAsync(ct));
            await gate.PushAsync(FloodRules.On, ct);
            on.Add(await round.FloodedAsync(ct));
            await gate.PushAsync(FloodRules.Off, ct);
            off.Add(await round.FloodedAsync(ct));
            context.Log($"flood    pair {pair + 1}\n  quiet     {quiet[^1]}\n  rules on  {on[^1]}\n  rules off {off[^1]}");
        }
        Note(context, capacity, rate, orders, on);
        return FloodFigures.Of(quiet, on, off);
    }

    private static void Note(BenchContext context, double capacity, double rate, int orders, List<FloodPart> on)
    {
        context.Note(string.Create(CultureInfo.InvariantCulture, $"One PostgreSQL of {orders} orders and {2 * orders} lines, one gate, clients and flood on this machine; core is six item reads to three order lists and one order placed, prepared."));
        context.Note(string.Create(CultureInfo.InvariantCulture, $"Capacity, measured first with 32 connections back to back: {capacity:0} statements a second, the generator's cost included; core comes at {rate:0} a second on an open schedule."));
        context.Note(FloodRound.Note);
        context.Note($"Pushed: {string.Join(" ", FloodRules.On.Select(entry => $"{entry.Key} = {entry.Value.ReplaceLineEndings(" ")}"))}");
        context.Note($"The flood was told: {string.Join("; ", FloodFigures.Texts(on).Take(6))}");
        context.Note("Times run from the moment a statement was due; an error counts as an answer after 10 s. p50 is the median of the slices' medians. Retries are those of EF Core's strategy for Npgsql.");
    }
}
