using System.Net;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests.Fuzz;

/// <summary>Malformed messages against the parsers and the session's state machine, without sockets: nothing may throw, bytes must mean the same however they are cut, and every pooled object must come back once.</summary>
internal sealed class TrackerFuzz(int seed) : IDisposable
{
    private const string ServerTypes = "RKSZTDCI123tnsENAGHWVcd";

    private readonly MalformedMessages _messages = new(seed);
    private readonly Ledger _ledger = NewLedger();
    private readonly List<byte> _stream = [];
    private ulong _sessions;

    public long Messages { get; private set; }

    public Ledger Ledger => _ledger;

    public static Ledger NewLedger() => new(
        new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:1" }, StatsRows = 500 },
        TimeProvider.System,
        capture: null);

    /// <summary>One session of malformed messages in both directions, fed in random pieces. What breaks says the seed and the bytes.</summary>
    public void Round()
    {
        Random random = _messages.Random;
        List<string> fed = [];
        try
        {
            Start(random);
            _sessions++;
            SessionTracker tracker = NewTracker();
            SessionTracker whole = NewTracker();
            for (int burst = random.Next(1, 12); burst > 0; burst--)
            {
                bool fromClient = random.Next(2) == 0;
                Fill(random, fromClient);
                Feed(random, tracker, whole, fromClient, fed);
                if ((tracker.Outstanding, tracker.Status, tracker.BackendKey) != (whole.Outstanding, whole.Status, whole.BackendKey))
                    throw new InvalidOperationException("the same bytes, cut elsewhere, mean something else");
            }
            tracker.Close();
            whole.Close();
            if (_sessions % 64 == 0)
                _ledger.SwapTables().Clear();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, session {_sessions}: {string.Join(' ', fed)}", e);
        }
    }

    /// <summary>After all sessions are closed every statement and portal is back in its pool, and there once.</summary>
    public void CheckPools()
    {
        TrackingPools pools = _ledger.Pools;
        if (pools.Lent != 0)
            throw new InvalidOperationException($"seed {seed}: {pools.Lent} pooled objects never came back.");
        if (pools.Texts.Distinct().Count() != pools.Texts.Count || pools.Portals.Distinct().Count() != pools.Portals.Count)
            throw new InvalidOperationException($"seed {seed}: an object is twice in its pool, so two sessions would share it.");
    }

    public void Dispose() => _stream.Clear();

    private void Start(Random random)
    {
        byte[] packet = _messages.FirstPacket("fuzz", "test");
        Messages++;
        for (int cut = 0; cut <= packet.Length; cut += random.Next(1, 9))
            StartupReader.Peek(packet.AsSpan(0, cut));
        StartupStep step = StartupReader.Peek(packet);
        if (step.Kind == StartupStepKind.Start)
            _ = StartupReader.ReadParameters(packet.AsSpan(0, step.Length)) is { } parameters && parameters.IsReplication;
    }

    private void Fill(Random random, bool fromClient)
    {
        _stream.Clear();
        for (int count = random.Next(1, 40); count > 0; count--, Messages++)
        {
            if (random.Next(60) == 0)
                _stream.AddRange(_messages.Unframed());
            else if (fromClient)
                _stream.AddRange(_messages.Framed());
            else
                _stream.AddRange(Answer(random));
        }
    }

    private byte[] Answer(Random random)
    {
        byte[] content = random.Next(4) switch
        {
            0 => [],
            1 => [(byte)"ITE"[random.Next(3)]],
            2 => [.. "CSELECT 1\0M42P01\0\0"u8],
            _ => _messages.Noise(random.Next(30)),
        };
        return Wire.Message(ServerTypes[random.Next(ServerTypes.Length)], content);
    }

    private SessionTracker NewTracker() => new(_ledger, _ledger.IdentityOf(new StartupParameters(new Dictionary<string, string> { ["user"] = "fuzz" }), _sessions));

    private void Feed(Random random, SessionTracker tracker, SessionTracker whole, bool fromClient, List<string> fed)
    {
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stream);
        fed.Add((fromClient ? ">" : "<") + Convert.ToHexString(bytes));
        if (fromClient)
            whole.OnClientBytes(bytes);
        else
            whole.OnServerBytes(bytes);
        int longest = random.Next(4) == 0 ? 3 : 400;
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, random.Next(1, longest));
            _ledger.NowMicros++;
            if (fromClient)
                tracker.OnClientBytes(bytes[..length]);
            else
                tracker.OnServerBytes(bytes[..length]);
            bytes = bytes[length..];
        }
    }
}
