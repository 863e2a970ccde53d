using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Seawall.Peers.Door;

/// <summary>
/// A process of many buyers over few connections, started by the bench: <c>door-buyers door|plain PORT BUYERS CONNECTIONS PLACES SEED SECONDS</c>. They all come at once,
/// ask again when they are told to, and the last line of the output is a <see cref="BuyersReport"/>.
/// </summary>
internal static class BuyersProgram
{
    public const string Verb = "door-buyers";

    // One in so many takes a ticket and never comes back.
    private const int OneLeavesOf = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        (bool hasDoor, int port, int count, int connections, int places) = (args[1] == "door", Number(args[2]), Number(args[3]), Number(args[4]), Number(args[5]));
        Random random = new(Number(args[6]));
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(Number(args[7])));
        Buyer[] buyers = [.. Enumerable.Range(0, count).Select(_ => new Buyer { Leaves = hasDoor && random.Next(OneLeavesOf) == 0 })];
        Tally tally = new(places, hasDoor ? null : end);

        // 1. Connections first: what is measured is the queue, not the accepting.
        BuyerConnection[] lines = [.. Enumerable.Range(0, connections).Select(i => new BuyerConnection(
            hasDoor, [.. buyers.Where((_, b) => b % connections == i)], tally, new Random(random.Next())))];
        foreach (BuyerConnection[] some in lines.Chunk(64))
            await Task.WhenAll(some.Select(line => line.ConnectAsync(IPAddress.Loopback, port, end.Token)));

        // 2. Everybody at once, until all know how it ended.
        long start = Stopwatch.GetTimestamp();
        try
        {
            await Task.WhenAll(lines.Select(line => line.RunAsync(end.Token)));
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the peer has let enough in.
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (BuyerConnection line in lines)
            line.Dispose();
        Console.Out.WriteLine(JsonSerializer.Serialize(BuyersReport.Of(buyers, tally, seconds)));
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
