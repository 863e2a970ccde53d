using System.Buffers.Binary;
using System.Diagnostics;

namespace Seawall.Peers.Push;

/// <summary>
/// What the clients of one process have seen, told to the bench in lines: <c>up</c> when all are in step, <c>rev N</c> when all have revision N, and on demand
/// each client's times. Times are of the clock that all processes of a machine share (CLOCK_MONOTONIC).
/// </summary>
internal sealed class ClientBoard(int clients, TextWriter output)
{
    private const int Remembered = 4096;

    private readonly Lock _gate = new();
    private readonly int[] _counts = new int[Remembered];
    private readonly long[] _notified = new long[clients];
    private readonly long[] _acked = new long[clients];
    private int _up;

    public void Up()
    {
        if (Interlocked.Increment(ref _up) == clients)
            Tell("up");
    }

    public void Down() => Interlocked.Decrement(ref _up);

    public void Notified(int client) => _notified[client] = Stopwatch.GetTimestamp();

    /// <summary>A client has a revision in force and the server knows it; for a peer without acknowledgements, it was notified of it.</summary>
    public void Done(int client, long revision)
    {
        _acked[client] = Stopwatch.GetTimestamp();
        if (Interlocked.Increment(ref _counts[revision % Remembered]) != clients)
            return;
        _counts[(revision + (Remembered / 2)) % Remembered] = 0;
        Tell($"rev {revision}");
    }

    /// <summary>How long each client took since a moment, in microseconds: notified, then acknowledged, as base64 of 32-bit numbers.</summary>
    public void Report(long since)
    {
        var bytes = new byte[clients * 8];
        for (var i = 0; i < clients; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), Micros(_notified[i] - since));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((clients + i) * 4), Micros(_acked[i] - since));
        }
        Tell("times " + Convert.ToBase64String(bytes));
    }

    public void Tell(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static int Micros(long ticks) => (int)Math.Clamp(ticks * 1_000_000 / Stopwatch.Frequency, 0, int.MaxValue);
}
