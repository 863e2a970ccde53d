using System.Globalization;
using System.Text.Json;

namespace Seawall.Peers.Limits;

/// <summary><c>seawall lab http</c> asks for an item as <c>batch</c>, back to back on many connections, held to 0.3 of a core by a control group.</summary>
internal sealed class BatchFlood(BenchContext context, Uri item)
{
    public const double Cores = 0.3;
    public const int Connections = 256;

    private const int RateWithoutGroup = 4000;

    /// <summary>What a reader must know of how it is held.</summary>
    public static string Note => CpuGroup.IsAvailable
        ? $"The flood is seawall lab http on {Connections} connections, back to back, in a control group of {Cores} core."
        : $"This machine has no control groups that may be written: the flood is seawall lab http at {RateWithoutGroup} requests a second.";

    /// <summary>Floods for some time and says how many requests a second were answered, and how many of them with 200.</summary>
    public async Task<(double PerSecond, double Served)> RunAsync(TimeSpan length, CancellationToken ct)
    {
        string[] rate = CpuGroup.IsAvailable ? [] : ["--rate", RateWithoutGroup.ToString(CultureInfo.InvariantCulture)];
        string[] command =
        [
            context.Seawall, "lab", "http", item.ToString(), "--role", "batch", "--connections", $"{Connections}", "--warm-up", "0s",
            "--duration", string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds:0}ms"), .. rate, "--json",
        ];
        if (!CpuGroup.IsAvailable)
            return Read((await PeerRun.OfAsync(command, ct, context.SeawallEnvironment)).Output);
        using CpuGroup group = await CpuGroup.MakeAsync(Cores, ct);
        return Read((await PeerRun.OfAsync(group.Around(command), ct, context.SeawallEnvironment)).Output);
    }

    private static (double, double) Read(string output)
    {
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement one = report.RootElement.GetProperty("interfaces")[0];
        double perSecond = one.GetProperty("perSecond").GetDouble();
        double all = Math.Max(1, one.GetProperty("requests").GetDouble());
        return (perSecond, perSecond * (all - one.GetProperty("errors").GetDouble()) / all);
    }
}
