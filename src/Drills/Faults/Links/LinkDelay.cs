namespace Seawall.Drills.Faults;

/// <summary>
/// How long bytes of one way are kept back: half the latency with its jitter, and for lost segments what TCP needs to notice and send again
/// (RFC 6298: 200 ms on Linux, 1 s for the first packet of a connection, doubled each time it is lost anew).
/// </summary>
internal static class LinkDelay
{
    public const int SegmentBytes = 1448;
    private const int MostDoublings = 5;
    private static readonly TimeSpan _again = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _againAtFirst = TimeSpan.FromSeconds(1);

    /// <param name="opens">Whether these are a connection's first bytes, which pay for its handshake.</param>
    public static TimeSpan Of(LinkTrouble trouble, int bytes, bool opens, Random random)
    {
        TimeSpan delay = trouble.Latency * (opens ? 1.5 : 0.5);
        if (trouble.Jitter > TimeSpan.Zero)
        {
            delay += trouble.Jitter * (2 * random.NextDouble() - 1);
        }
        if (trouble.LossPercent > 0)
        {
            delay += Stall(trouble.LossPercent / 100, bytes, random, _again) + (opens ? Stall(trouble.LossPercent / 100, 1, random, _againAtFirst) : TimeSpan.Zero);
        }
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    private static TimeSpan Stall(double lost, int bytes, Random random, TimeSpan first)
    {
        int segments = (bytes + SegmentBytes - 1) / SegmentBytes;
        if (random.NextDouble() >= 1 - Math.Pow(1 - lost, segments))
        {
            return TimeSpan.Zero;
        }
        TimeSpan stall = first;
        for (int again = 1; again <= MostDoublings && random.NextDouble() < lost; again++)
        {
            stall += first * (1 << again);
        }
        return stall;
    }
}
