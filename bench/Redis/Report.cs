using System.Runtime.InteropServices;
using System.Text.Json;

namespace Seawall.RedisBench;

/// <summary>The run as <c>bench/results/redis.json</c>: machine, versions, command, the median of every figure.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<string> WriteAsync(IReadOnlyList<Measurement> measurements, Stage stage, int rounds)
    {
        string json = JsonSerializer.Serialize(
            new
            {
                Command = $"dotnet run -c Release --project bench/Redis -- {rounds}: {Stage.Operations} operations a run on 1000 keys, by turns, median of {rounds}",
                Machine = new { Environment.ProcessorCount, Kernel = RuntimeInformation.OSDescription, LoadAverage = File.ReadAllText("/proc/loadavg").Split(' ')[0] },
                Versions = new { Runtime = RuntimeInformation.FrameworkDescription, Redis = await stage.ServerVersionAsync() },
                Runs = Medians(measurements).Select(m => new
                {
                    m.Contestant,
                    m.Command,
                    ValueBytes = m.Size,
                    OperationsPerSecond = Math.Round(m.OperationsPerSecond),
                    ClientCpuMicros = Math.Round(m.ClientMicros, 2),
                    ServerCpuMicros = Math.Round(m.ServerMicros, 2),
                    AllocatedBytes = Math.Round(m.AllocatedBytes, 1),
                }),
            },
            _format);
        string folder = Path.Combine(Root(), "bench", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "redis.json"), json + "\n");
        return json;
    }

    public static IEnumerable<Measurement> Medians(IEnumerable<Measurement> measurements) =>
        measurements.GroupBy(m => (m.Contestant, m.Command, m.Size)).Select(runs => new Measurement(
            runs.Key.Contestant,
            runs.Key.Command,
            runs.Key.Size,
            Median(runs.Select(m => m.OperationsPerSecond)),
            Median(runs.Select(m => m.ClientMicros)),
            Median(runs.Select(m => m.ServerMicros)),
            Median(runs.Select(m => m.AllocatedBytes))));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Seawall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Not inside a checkout of Seawall.");
    }
}
