using System.Globalization;
using System.Text.Json;

namespace Seawall.Peers.Flood;

/// <summary>Runs the parts of a round: core alone, and core under the flood.</summary>
internal sealed class FloodRound(BenchServer server, BenchGate gate, OpenLoad core, double rate, TimeSpan length)
{
    public const double Cores = 0.3;
    public const int Reports = 64;
    public const int Storm = 16;

    private const int PauseWithoutGroupMs = 40;

    // The flood's clients start, connect and ask before core is measured.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(3);

    /// <summary>What a reader must know of how the flood is held.</summary>
    public static string Note => CpuGroup.IsAvailable
        ? $"The flood is {Reports} clients that ask for one report after the other and {Storm} that open a connection and close it, back to back, in a control group of {Cores} core."
        : $"This machine has no control groups that may be written: the flood's {Reports} + {Storm} clients pause {PauseWithoutGroupMs} ms between two wishes.";

    public async Task<FloodPart> QuietAsync(CancellationToken ct) => await MeasureAsync(null, ct);

    public async Task<FloodPart> FloodedAsync(CancellationToken ct)
    {
        using CpuGroup? group = CpuGroup.IsAvailable ? await CpuGroup.MakeAsync(Cores, ct) : null;
        string[] flood =
        [
            Environment.ProcessPath!, FloodProgram.Argument,
            .. ((int[])[gate.Port, (int)(length + Start).TotalMilliseconds, Reports, Storm, group is null ? PauseWithoutGroupMs : 0]).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        Task<PeerRun> flooding = PeerRun.OfAsync(group?.Around(flood) ?? flood, ct);
        await Task.Delay(Start, ct);
        FloodPart part = await MeasureAsync(flooding, ct);
        await EndReportsAsync(ct);
        return part;
    }

    private async Task<FloodPart> MeasureAsync(Task<PeerRun>? flooding, CancellationToken ct)
    {
        double before = gate.Process.CpuSeconds;
        OpenSlice slice = await core.SendAsync(rate, length, ct);
        double cpu = gate.Process.CpuSeconds - before;
        FloodReport? report = null;
        if (flooding is not null)
        {
            report = JsonSerializer.Deserialize<FloodReport>((await flooding).Output, JsonSerializerOptions.Web);
            await EndReportsAsync(ct);
        }
        await slice.DrainAsync(ct);
        return new FloodPart(slice, cpu / length.TotalSeconds, report);
    }

    // The next part begins with nothing of this one running at the server.
    private async Task EndReportsAsync(CancellationToken ct)
    {
        const string left = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'batch'";
        while ((await server.Instance.ToolAsync("psql", ["-At", "-c", left, BenchServer.Database], ct)).Length > 0)
            await Task.Delay(50, ct);
    }
}

/// <summary>What core businesses met in one part, how many cores the gate used meanwhile, and what came of the flood; null where there was none.</summary>
internal sealed record FloodPart(OpenSlice Core, double GateCores, FloodReport? Flood)
{
    public override string ToString()
    {
        double[] times = Core.Times();
        string core = string.Create(CultureInfo.InvariantCulture, $"p50 {FloodFigures.At(times, 0.5):0.00} ms, within 50 ms {FloodFigures.Within(times):0.0000}, {Core.Errors} errors of {Core.Sent}, gate {GateCores:0.00} cores");
        return Flood is null ? core : string.Create(CultureInfo.InvariantCulture,
            $"{core}, reports {Flood.Statements.Served} had of {Flood.Statements.Wished} in {Flood.Statements.Tried} tries, connections {Flood.Connections.Served} of {Flood.Connections.Wished} in {Flood.Connections.Tried}{Told(Flood)}");
    }

    private static string Told(FloodReport flood) => string.Concat(flood.Told.Take(3).Select(told => $"; {told.Times} × {told.SqlState} {told.Text}"));
}
