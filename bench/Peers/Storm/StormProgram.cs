using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Seawall.Peers.Storm;

/// <summary>What a process of storming clients saw.</summary>
/// <param name="In">Logged in.</param>
/// <param name="Refused">Told a refusal.</param>
/// <param name="Cut">Closed without a word.</param>
/// <param name="Seconds">From the first connect until every one knew.</param>
/// <param name="Told">The commonest refusals and errors, each with how many met it.</param>
internal sealed record StormReport(int In, int Refused, int Cut, double Seconds, string Told);

/// <summary>
/// A process of clients that all come at once and stay until their input ends: <c>storm-clients PORT COUNT BUSINESS MODE</c>, where the mode is <c>login</c>; <c>far:ADDRESS</c>, the
/// same to another address, one of ten with a result that it does not read; or <c>loris</c>: half a start-up packet and then a byte a second for ever. Prints a <see cref="StormReport"/> when every one knows, then waits for the end of its input.
/// </summary>
internal static class StormProgram
{
    public const string Verb = "storm-clients";

    public static async Task<int> RunAsync(string[] args)
    {
        (int port, int count, string business, bool loris) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture), args[3], args[4] == "loris");
        IPAddress? far = args[4].StartsWith("far:", StringComparison.Ordinal) ? IPAddress.Parse(args[4][4..]) : null;
        using CancellationTokenSource end = new();
        StormClient[] clients = [.. Enumerable.Range(0, count).Select(_ => new StormClient())];
        long start = Stopwatch.GetTimestamp();
        Came[] came = new Came[count];
        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            came[i] = loris ? await TrickleAsync(client, port, end.Token) : await ComeAsync(client, far ?? IPAddress.Loopback, port, business);
            if (far is not null && i % 10 == 0 && came[i] == Came.In)
                await client.Socket.SendAsync(StormClient.Query("big"));
        }).Append(loris ? EndOfInputAsync(end) : Task.CompletedTask));
        StormReport report = new(
            came.Count(c => c == Came.In), came.Count(c => c == Came.Refused), came.Count(c => c == Came.Cut), Stopwatch.GetElapsedTime(start).TotalSeconds,
            string.Join(", ", clients.Where(c => c.Told.Length > 0).GroupBy(c => c.Told).OrderByDescending(g => g.Count()).Take(3).Select(g => $"{g.Key} ({g.Count()})")));
        Console.Out.WriteLine(JsonSerializer.Serialize(report));
        await Console.Out.FlushAsync(CancellationToken.None);
        if (!loris)
            await EndOfInputAsync(end);
        foreach (StormClient client in clients)
            client.Dispose();
        return 0;
    }

    private static async Task<Came> ComeAsync(StormClient client, IPAddress address, int port, string business)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(90));
        try
        {
            await client.ConnectAsync(address, port, patience.Token);
            return await client.LogInAsync("bench", "bench", business, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or System.Net.Sockets.SocketException)
        {
            client.Told = e is System.Net.Sockets.SocketException broken ? $"connect: {broken.SocketErrorCode}" : "no answer";
            return Came.Cut;
        }
    }

    // It comes again whenever it is cut off, as attackers do.
    private static async Task<Came> TrickleAsync(StormClient first, int port, CancellationToken ct)
    {
        byte[] packet = StormClient.Startup("slow", "bench", new string('x', 4_000));
        StormClient client = first;
        Came came = Came.In;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, ct);
                await client.Socket.SendAsync(packet.AsMemory(0, 20), ct);
                for (int at = 20; ; at++)
                {
                    await Task.Delay(1_000, ct);
                    if (client.Socket.Poll(0, System.Net.Sockets.SelectMode.SelectRead))
                        break;
                    await client.Socket.SendAsync(packet.AsMemory(at, 1), ct);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or System.Net.Sockets.SocketException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
            came = ct.IsCancellationRequested ? came : Came.Cut;
            client.Dispose();
            client = new StormClient();
        }
        client.Dispose();
        return came;
    }

    private static async Task EndOfInputAsync(CancellationTokenSource end)
    {
        // The console's reader blocks even when asked to read in the background.
        await Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        await end.CancelAsync();
    }
}
