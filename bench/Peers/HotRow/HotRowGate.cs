using System.Globalization;
using System.Net;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate;

namespace Seawall.Peers.HotRow;

/// <summary>The gate under test, a process of its own with statistics on and one loop; it guards rows by what <c>gate/hot-rows</c> is given as, or none.</summary>
internal static class HotRowGate
{
    /// <summary>The first argument of the program when it is to be this gate.</summary>
    public const string Argument = "hot-row-gate";

    public static async Task<int> RunAsync(string port, string server, string rules)
    {
        LiveConfig config = new();
        if (rules.Length > 0)
            config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry(GateHotRows.Key, rules, 1)]));
        if (config.Faults is [var fault, ..])
            throw fault;
        GateOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{server}" },
            Config = config,
        };
        await GateHost.RunAsync(options, CancellationToken.None);
        return 0;
    }
}
