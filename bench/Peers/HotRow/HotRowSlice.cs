using System.Globalization;
using System.Text.RegularExpressions;

namespace Seawall.Peers.HotRow;

/// <summary>Some seconds of clients that all change one row: transactions acknowledged, the rate, and how long they took.</summary>
/// <param name="Acknowledged">Transactions whose end the clients were told.</param>
/// <param name="Tps">A second, connecting not counted.</param>
/// <param name="P50Ms">The median transaction, in milliseconds.</param>
/// <param name="P99Ms">The slowest but one of a hundred.</param>
internal sealed partial record HotRowSlice(long Acknowledged, double Tps, double P50Ms, double P99Ms)
{
    public static async Task<HotRowSlice> RunAsync(BenchContext context, HotRowWay way, string script, string mode, int clients, int seconds, CancellationToken ct)
    {
        string folder = context.Folder("latency");
        PeerRun run = await PeerRun.OfAsync(
            [
                "pgbench", "-n", "-f", script, "-c", Text(clients), "-j", "1", "-M", mode, "-T", Text(seconds), "-l", "--log-prefix", Path.Combine(folder, "of"),
                "-h", "127.0.0.1", "-p", Text(way.Port), "-U", "postgres", BenchServer.Database,
            ],
            ct,
            new Dictionary<string, string> { ["PGPASSWORD"] = BenchServer.Password, ["PGSSLMODE"] = "disable" });
        long[] micros = TimesOf(folder);
        return new HotRowSlice((long)Number(Processed(), run.Output), Number(Rate(), run.Output), At(micros, 0.5), At(micros, 0.99));
    }

    // Each line: client, transaction, microseconds, script, second, microsecond (pgbench(1), "Per-Transaction Logging").
    private static long[] TimesOf(string folder)
    {
        List<long> micros = [];
        foreach (string file in Directory.GetFiles(folder))
        {
            micros.AddRange(File.ReadLines(file).Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)));
            File.Delete(file);
        }
        return [.. micros.Order()];
    }

    private static double At(long[] sorted, double quantile) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))] / 1000.0;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"pgbench did not say how much it did: {output}");

    [GeneratedRegex(@"actually processed: (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
