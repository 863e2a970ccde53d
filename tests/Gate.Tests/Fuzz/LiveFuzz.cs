using System.Net.Sockets;
using System.Text;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests.Fuzz;

/// <summary>Malformed messages against a listening gate with a real server behind it. One worker: sessions one after the other.</summary>
/// <remarks>
/// A second tracker follows each session on the client's side of the gate. Where the server survives to answer the last question, that tracker must have come out
/// even with the server: nothing outstanding, the same transaction status. So every survivor checks the state machine against PostgreSQL itself.
/// </remarks>
internal sealed class LiveFuzz(int seed, int port, string user, string password, string database)
{
    private const string Barrier = "the last question";
    private const int MostDisagreements = 4;
    private static readonly byte[] s_end = Wire.Join(Wire.CopyFail("over"), Wire.Sync, Wire.Query("rollback"), Wire.Query($"select '{Barrier}'"));
    private static readonly byte[] s_barrier = Encoding.UTF8.GetBytes(Barrier);

    private readonly MalformedMessages _messages = new(seed);

    // Its tracker is fed by the reading and by the sending task: under its lock.
    private readonly Ledger _ledger = TrackerFuzz.NewLedger();
    private readonly byte[] _buffer = new byte[1 << 16];

    public long Messages { get; private set; }

    public long Sessions { get; private set; }

    public long Survivors { get; private set; }

    public long Starts { get; private set; }

    /// <summary>Where the tracker and the server came out apart, each with the shortest messages that show it.</summary>
    public List<string> Disagreements { get; } = [];

    public async Task<string?> ReplayAsync(IReadOnlyList<byte[]> script) => await ConverseAsync(script, _messages.Random, vanish: false);

    /// <summary>One connection: mostly a login followed by malformed messages, now and then only a malformed start.</summary>
    public async Task RoundAsync()
    {
        Random random = _messages.Random;
        if (random.Next(4) == 0)
            await StartAsync(random);
        else
            await SessionAsync(random);
    }

    private async Task StartAsync(Random random)
    {
        using RawClient client = new(port);
        bool tls = random.Next(8) == 0;
        byte[] first = tls ? Wire.Untyped(80877103) : _messages.FirstPacket(user, database);
        Starts++;
        Messages++;
        try
        {
            client.Send(first);
            if (tls)
            {
                client.ReadExactly(1);
                // The beginning of a handshake record, then noise; or noise at once.
                client.Send(random.Next(2) == 0 ? [0x16, 3, 1, 0, 40, .. _messages.Noise(random.Next(60))] : _messages.Noise(random.Next(1, 200)));
            }
            await CloseAsync(client, random);
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            // Closed under our hands, as it may be.
        }
    }

    private async Task SessionAsync(Random random)
    {
        List<byte[]> script = [];
        for (int count = random.Next(1, 400); count > 0; count--)
            script.Add(_messages.Framed());
        if (random.Next(2) == 0)
            script.Add(_messages.Unframed());
        Messages += script.Count;
        Sessions++;
        string? fault = await ConverseAsync(script, random, vanish: random.Next(20) == 0);
        if (fault is not null && Disagreements.Count < MostDisagreements)
            Disagreements.Add($"seed {seed}, session {Sessions}: {fault}\n{Describe(await ShrinkAsync(script))}");
    }

    /// <summary>What was wrong at the end of a session with these messages; null when nothing was.</summary>
    private async Task<string?> ConverseAsync(IReadOnlyList<byte[]> messages, Random random, bool vanish)
    {
        using RawClient client = new(port);
        try
        {
            client.Login(user, password, database, "fuzz");
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException || e.Message.Contains("57P03", StringComparison.Ordinal))
        {
            // The server itself is down for a moment, recovering from a crash.
            return null;
        }
        SessionTracker tracker = new(_ledger, _ledger.IdentityOf(new StartupParameters(new Dictionary<string, string> { ["user"] = user }), 1));
        tracker.OnServerBytes(Wire.Message('Z', [(byte)'I']));
        byte[] script = Wire.Join([.. messages, s_end]);
        try
        {
            Task<byte[]> reading = ReadToEndAsync(client.Socket, tracker);
            await SendAsync(client.Socket, script, tracker, random);
            if (vanish)
                await CloseAsync(client, random);
            else
                client.Socket.Shutdown(SocketShutdown.Send);
            return Judge(await reading, tracker);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server or this test closed in the middle.
            return null;
        }
        finally
        {
            lock (_ledger)
            {
                tracker.Close();
                _ledger.SwapTables().Clear();
            }
        }
    }

    private string? Judge(byte[] tail, SessionTracker tracker)
    {
        if (tail.Length < 6 || tail[^6] != (byte)'Z' || tail.AsSpan().IndexOf(s_barrier) < 0)
            return null;
        Survivors++;
        return tracker.Outstanding == 0 && tracker.Status == tail[^1]
            ? null
            : $"the server is done with status {(char)tail[^1]}, the tracker has {tracker.Outstanding} outstanding and status {(char)tracker.Status}";
    }

    // The shortest list that still goes wrong, found by leaving out ever smaller parts.
    private async Task<IReadOnlyList<byte[]>> ShrinkAsync(List<byte[]> script)
    {
        for (int size = script.Count / 2; size > 0; size /= 2)
        {
            for (int at = 0; at + size <= script.Count;)
            {
                List<byte[]> shorter = [.. script[..at], .. script[(at + size)..]];
                if (await ConverseAsync(shorter, _messages.Random, vanish: false) is not null)
                    script = shorter;
                else
                    at += size;
            }
        }
        return script;
    }

    private static string Describe(IReadOnlyList<byte[]> script) => string.Join('\n', script.Select(m =>
        $"{Convert.ToHexString(m)}  {string.Concat(Encoding.Latin1.GetString(m).Select(c => c is >= ' ' and <= '~' ? c : '.'))}"));

    // Keeps the last bytes only; the tracker sees all.
    private async Task<byte[]> ReadToEndAsync(Socket socket, SessionTracker tracker)
    {
        byte[] tail = [];
        while (true)
        {
            int count = await socket.ReceiveAsync(_buffer);
            if (count == 0)
                return tail;
            lock (_ledger)
                tracker.OnServerBytes(_buffer.AsSpan(0, count));
            byte[] joined = [.. tail, .. _buffer.AsSpan(0, count)];
            tail = joined[^Math.Min(joined.Length, 200)..];
        }
    }

    // The tracker sees a question before its answer can come, as in the gate.
    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> script, SessionTracker tracker, Random random)
    {
        bool byBytes = random.Next(40) == 0;
        while (!script.IsEmpty)
        {
            int length = Math.Min(script.Length, byBytes ? random.Next(1, 4) : random.Next(1, 6000));
            lock (_ledger)
                tracker.OnClientBytes(script.Span[..length]);
            for (int sent = 0; sent < length;)
                sent += await socket.SendAsync(script[sent..length]);
            script = script[length..];
        }
    }

    private static async Task CloseAsync(RawClient client, Random random)
    {
        if (random.Next(2) == 0)
            client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        else
        {
            client.Socket.Shutdown(SocketShutdown.Send);
            byte[] rest = new byte[4096];
            while (await client.Socket.ReceiveAsync(rest) > 0)
            {
            }
        }
        client.Dispose();
    }
}
