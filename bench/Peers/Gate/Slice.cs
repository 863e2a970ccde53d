using System.Globalization;
using System.Text.RegularExpressions;

namespace Seawall.Peers.Gate;

/// <summary>One run of <c>pgbench -S</c> through a contestant: its queries, its rate, the median query, and what the process in the middle used.</summary>
internal sealed partial record Slice(long Queries, double Tps, double MedianMicros, double CpuSeconds)
{
    public static readonly Slice None = new(0, 0, 0, 0);

    /// <summary>Every client asks so many queries.</summary>
    public static async Task<Slice> RunAsync(BenchContext context, Contestant contestant, GateCase load, int queriesAClient, CancellationToken ct)
    {
        string folder = context.Folder("latency");
        string prefix = Path.Combine(folder, "of");
        await contestant.PrepareAsync(ct);
        double before = contestant.CpuSeconds;
        // One query in twenty is logged: enough for a median, too few to be felt.
        PeerRun run = await PeerRun.OfAsync(
            [
                "pgbench", "-n", "-S", "-c", Text(load.Clients), "-j", "1", "-M", load.Mode, "-t", Text(queriesAClient), "-l", "--sampling-rate", "0.05", "--log-prefix", prefix,
                "-h", "127.0.0.1", "-p", Text(contestant.Port), "-U", "postgres", BenchServer.Database,
            ],
            ct,
            new Dictionary<string, string> { ["PGPASSWORD"] = BenchServer.Password, ["PGSSLMODE"] = contestant.Tls ? "require" : "disable" });
        double cpu = contestant.CpuSeconds - before;
        double median = MedianOf(folder);
        return new Slice((long)Number(Processed(), run.Output), Number(Rate(), run.Output), median, cpu);
    }

    // Each line: client, transaction, microseconds, script, second, microsecond (pgbench(1), "Per-Transaction Logging").
    private static double MedianOf(string folder)
    {
        List<long> micros = [];
        foreach (string file in Directory.GetFiles(folder))
        {
            micros.AddRange(File.ReadLines(file).Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)));
            File.Delete(file);
        }
        micros.Sort();
        return micros.Count == 0 ? 0 : micros[micros.Count / 2];
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"pgbench did not say how much it did: {output}");

    [GeneratedRegex(@"actually processed: (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
