using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate;

namespace Seawall.Peers.Storm;

/// <summary>A gate as a process of its own with settings as the config center would push them: <c>storm-gate PORT ADMIN UPSTREAM CONNECTIONS</c>, the last one the JSON of <c>gate/connections</c>.</summary>
internal static class StormGate
{
    public const string Verb = "storm-gate";

    /// <summary>Who matters how much.</summary>
    public const string Grades = """{"core":"G0","batch":"G4"}""";

    public static async Task<int> RunAsync(string[] args)
    {
        LiveConfig config = new();
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry(GateGrades.Key, Grades, 1), new ConfigEntry(GateConnections.Key, args[4], 1)]));
        GateOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Any, int.Parse(args[1], CultureInfo.InvariantCulture)),
            Admin = new IPEndPoint(IPAddress.Loopback, int.Parse(args[2], CultureInfo.InvariantCulture)),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{args[3]}" },
            Config = config,
        };
        using CancellationTokenSource end = new();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            end.Cancel();
        });
        await GateHost.RunAsync(options, end.Token);
        return 0;
    }
}
