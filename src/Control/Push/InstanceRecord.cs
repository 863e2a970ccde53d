namespace Seawall.Control.Push;

/// <summary>What is known of one instance of a service. Every field is one word, so that it is written and read without a lock.</summary>
internal sealed class InstanceRecord(string service, string instance)
{
    private int _streams;
    private long _acked = -1;
    private long _ackedAt;
    private long _seenAt;

    public string Service => service;

    public string Instance => instance;

    public int Streams => Volatile.Read(ref _streams);

    /// <summary>The newest revision that it says it applied; −1 before its first word.</summary>
    public long Acked => Volatile.Read(ref _acked);

    /// <summary>Milliseconds of the clock of <see cref="Environment.TickCount64"/>'s kind when it acknowledged, and when its last stream opened or closed.</summary>
    public long AckedAt => Volatile.Read(ref _ackedAt);

    public long SeenAt => Volatile.Read(ref _seenAt);

    /// <summary>What its listeners could not apply at <see cref="Acked"/>; empty when all went well.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>True when it acknowledged a digest that is not the center's for that revision.</summary>
    public bool Differs { get; private set; }

    public void Open(long now)
    {
        Interlocked.Increment(ref _streams);
        Volatile.Write(ref _seenAt, now);
    }

    public void Close(long now)
    {
        Interlocked.Decrement(ref _streams);
        Volatile.Write(ref _seenAt, now);
    }

    public void Ack(long revision, bool differs, IReadOnlyList<string> faults, long now)
    {
        Faults = faults;
        Differs = differs;
        Volatile.Write(ref _ackedAt, now);
        Volatile.Write(ref _acked, revision);
    }
}
