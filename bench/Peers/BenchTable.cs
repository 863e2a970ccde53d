using Seawall.Peers.Analyze;
using Seawall.Peers.Door;
using Seawall.Peers.Flood;
using Seawall.Peers.Gate;
using Seawall.Peers.HotRow;
using Seawall.Peers.Http;
using Seawall.Peers.Limits;
using Seawall.Peers.MySql;
using Seawall.Peers.Push;
using Seawall.Peers.Replay;
using Seawall.Peers.Storm;

namespace Seawall.Peers;

/// <summary>Every bench there is, one line each.</summary>
internal static class BenchTable
{
    public static IReadOnlyList<IBench> All { get; } =
    [
        new GateBench(tls: false),
        new GateBench(tls: true),
        new AnalyzeBench(),
        new HttpBench(),
        new ReplayBench(),
        new MySqlBench(),
        new LimitsBench(),
        new FloodBench(),
        new PushBench(),
        new DoorBench(),
        new HotRowBench(),
        new StormBench(),
    ];
}
