using System.Runtime.InteropServices;
using System.Text.Json;

namespace Seawall.GateBench;

/// <summary>The run as <c>bench/results/gate.json</c>: machine, versions, command, every figure, and the gate's cost over PgBouncer's.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<string> WriteAsync(IReadOnlyList<Measurement> measurements, Stage stage, int seconds)
    {
        string json = JsonSerializer.Serialize(
            new
            {
                Command = $"{Stage.Command} -T {seconds} -M simple|extended|prepared",
                Machine = new { Environment.ProcessorCount, Processor = Processor(), Kernel = RuntimeInformation.OSDescription },
                Versions = new
                {
                    Runtime = RuntimeInformation.FrameworkDescription,
                    Postgres = await FirstLineAsync(stage, "pgbench", "--version"),
                    PgBouncer = File.Exists("/usr/sbin/pgbouncer") ? await FirstLineAsync(stage, "/usr/sbin/pgbouncer", "--version") : null,
                },
                Runs = measurements.Select(m => new
                {
                    m.Contestant,
                    m.Protocol,
                    Tps = Math.Round(m.Tps),
                    LatencyMillis = Math.Round(m.LatencyMillis, 3),
                    CpuMicrosPerQuery = Math.Round(m.CpuMicrosPerQuery, 2),
                }),
                CpuRatioToPgBouncer = measurements.Where(m => m.Contestant.StartsWith("gate", StringComparison.Ordinal)).Select(m => new
                {
                    m.Contestant,
                    m.Protocol,
                    Ratio = RatioOf(m, measurements),
                }),
            },
            _format);
        string folder = Path.Combine(Root(), "bench", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "gate.json"), json + "\n");
        return json;
    }

    private static double? RatioOf(Measurement gate, IReadOnlyList<Measurement> all)
    {
        Measurement? peer = all.FirstOrDefault(m => m.Contestant == "pgbouncer" && m.Protocol == gate.Protocol);
        return peer is null ? null : Math.Round(gate.CpuMicrosPerQuery / peer.CpuMicrosPerQuery, 3);
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";

    private static async Task<string> FirstLineAsync(Stage stage, string program, string arguments) =>
        (await stage.RunAsync(program, arguments)).Split('\n')[0];

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Seawall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
