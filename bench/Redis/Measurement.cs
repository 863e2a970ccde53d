namespace Seawall.RedisBench;

/// <summary>One run: throughput, and CPU of either end and managed bytes for each operation (0 for a program that is not managed).</summary>
internal sealed record Measurement(
    string Contestant, string Command, int Size, double OperationsPerSecond, double ClientMicros, double ServerMicros, double AllocatedBytes);
