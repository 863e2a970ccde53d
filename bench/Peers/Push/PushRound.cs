using System.Diagnostics;
using System.Globalization;

namespace Seawall.Peers.Push;

/// <summary>One server with its fleet: everybody in step, a number of publishes, memory.</summary>
internal static class PushRound
{
    // What a site of this size has in its config center: switches, limits, rules.
    private const int Items = 100;
    private const int ValueLength = 120;

    // The first ones compile the way there, in the server and in the clients.
    private const int WarmUps = 2;

    private static int _values;

    /// <summary>Fills the server, so that a new client gets as much as a service of a real site.</summary>
    public static Task FillAsync(IPushServer server, CancellationToken ct) =>
        server.PublishAsync(Enumerable.Range(0, Items).ToDictionary(i => $"key-{i}", _ => Value()), ct);

    /// <summary>Publishes again and again, one key at a time, each when the one before has reached everybody; times are in milliseconds.</summary>
    public static async Task<PushTimes> PublishAsync(BenchContext context, IPushServer server, Fleet fleet, int times, CancellationToken ct)
    {
        List<int> notified = [];
        List<int> acked = [];
        List<double> slowest = [];
        double cpu = 0;
        for (int turn = 0; turn < times + WarmUps; turn++)
        {
            await Task.Delay(300, ct);
            double before = server.CpuSeconds;
            long start = Stopwatch.GetTimestamp();
            long revision = await server.PublishAsync(new Dictionary<string, string> { [$"key-{turn}"] = Value() }, ct);
            await fleet.AllAsync(string.Create(CultureInfo.InvariantCulture, $"rev {revision}"), ct);
            (int[] one, int[] two) = await fleet.TimesAsync(start, ct);
            if (turn < WarmUps)
                continue;
            cpu += server.CpuSeconds - before;
            notified.AddRange(one);
            acked.AddRange(two);
            slowest.Add(two.Max() / 1000.0);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"push     {server.Kind} revision {revision}: {fleet.Clients} clients, notified p99 {Percentile(one, 0.99):0} ms, done p99 {Percentile(two, 0.99):0} ms, max {two.Max() / 1000.0:0} ms"));
        }
        return new PushTimes(Percentile(notified, 0.99), Percentile(acked, 0.99), slowest.Max(), Percentile(notified, 0.5), Percentile(acked, 0.5), cpu * 1e6 / times / fleet.Clients);
    }

    private static double Percentile(IReadOnlyList<int> micros, double share)
    {
        int[] sorted = [.. micros.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] / 1000.0;
    }

    // Never the same twice: a publish that changes nothing is none.
    private static string Value()
    {
        int number = Interlocked.Increment(ref _values);
        return string.Create(CultureInfo.InvariantCulture, $"{number:d6}-") + new string((char)('a' + (number % 26)), ValueLength);
    }
}

/// <summary>Milliseconds from the publish until clients were notified, and until they had it in force and the server knew; microseconds of the server's processors a client and publish.</summary>
internal sealed record PushTimes(double NotifiedP99, double AckedP99, double AckedMax, double NotifiedP50, double AckedP50, double CpuMicros);
