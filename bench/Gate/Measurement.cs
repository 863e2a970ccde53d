namespace Seawall.GateBench;

/// <summary>One pgbench run: transactions a second, and processor time of the process in the middle for each; 0 for the direct run.</summary>
internal sealed record Measurement(string Contestant, string Protocol, double Tps, double LatencyMillis, double UserMicros, double SystemMicros)
{
    public double CpuMicros => UserMicros + SystemMicros;
}
