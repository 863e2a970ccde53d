using System.Runtime.InteropServices;
using System.Text.Json;

namespace Seawall.GateBench;

/// <summary>The run as <c>bench/results/gate.json</c>, or <c>gate-tls.json</c>: machine, versions, command, every figure, and the gate's cost over PgBouncer's.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<string> WriteAsync(IReadOnlyList<Measurement> measurements, Stage stage, int rounds, string file)
    {
        string json = JsonSerializer.Serialize(
            new
            {
                Command = $"{Stage.Command} -M simple|extended|prepared, by turns, median of {rounds} rounds; PGSSLMODE=require where it says TLS, else disable",
                Machine = new { Environment.ProcessorCount, Processor = Processor(), Kernel = RuntimeInformation.OSDescription },
                Versions = new
                {
                    Runtime = RuntimeInformation.FrameworkDescription,
                    Postgres = await FirstLineAsync(stage, "pgbench", "--version"),
                    PgBouncer = File.Exists("/usr/sbin/pgbouncer") ? await FirstLineAsync(stage, "/usr/sbin/pgbouncer", "--version") : null,
                },
                Runs = Medians(measurements).Select(m => new
                {
                    m.Contestant,
                    m.Protocol,
                    Tps = Math.Round(m.Tps),
                    LatencyMillis = Math.Round(m.LatencyMillis, 3),
                    UserMicrosPerQuery = OfAProxy(m, m.UserMicros),
                    SystemMicrosPerQuery = OfAProxy(m, m.SystemMicros),
                    CpuMicrosPerQuery = OfAProxy(m, m.CpuMicros),
                }),
                CpuRatioToPgBouncer = Medians(measurements).Where(m => m.Contestant.StartsWith("gate", StringComparison.Ordinal)).Select(m => new
                {
                    m.Contestant,
                    m.Protocol,
                    Ratio = RatioOf(m, measurements),
                }),
            },
            _format);
        string folder = Path.Combine(Root(), "bench", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, file), json + "\n");
        return json;
    }

    // Nothing stands between on a direct connection, so there is no process to charge.
    private static double? OfAProxy(Measurement measurement, double micros) => measurement.Contestant == "direct" ? null : Math.Round(micros, 2);

    /// <summary>The median of each figure over the rounds of a contestant and protocol.</summary>
    public static IEnumerable<Measurement> Medians(IEnumerable<Measurement> measurements) =>
        measurements.GroupBy(m => (m.Contestant, m.Protocol)).Select(g => new Measurement(
            g.Key.Contestant, g.Key.Protocol, Median(g.Select(m => m.Tps)), Median(g.Select(m => m.LatencyMillis)),
            Median(g.Select(m => m.UserMicros)), Median(g.Select(m => m.SystemMicros))));

    // Round by round, since two runs of one round saw the same machine; then the median.
    private static double? RatioOf(Measurement gate, IReadOnlyList<Measurement> all)
    {
        double[] own = CpuOf(all, gate.Contestant, gate.Protocol);
        double[] peer = CpuOf(all, Contestant.PeerOf(gate.Contestant), gate.Protocol);
        return peer.Length == 0 ? null : Math.Round(Median(own.Zip(peer, (a, b) => a / b)), 3);
    }

    private static double[] CpuOf(IReadOnlyList<Measurement> all, string contestant, string protocol) =>
        [.. all.Where(m => m.Contestant == contestant && m.Protocol == protocol).Select(m => m.CpuMicros)];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
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
