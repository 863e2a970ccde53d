namespace Seawall.Transport;

/// <summary>How many connections a TCP service takes, how fast, and how long it is patient with them. A 0 means that nothing is held back, unless said otherwise.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Connections accepted a second over all listeners; those beyond wait in the kernel's backlog. 0 by default.</summary>
    public int AcceptPerSecond { get; init; }

    /// <summary>Connections accepted at once after a pause; as many as a second brings when 0.</summary>
    public int AcceptBurst { get; init; }

    /// <summary>Connections that have not said yet who they are; those beyond wait in the kernel's backlog. 1,000 by default, at least 1.</summary>
    public int Handshakes { get; init; } = 1_000;

    /// <summary>The same of one address; those beyond are closed without a word. 0 by default: many clients may stand behind one address.</summary>
    public int HandshakesPerAddress { get; init; }

    /// <summary>How long a connection may take to say who it is, whatever it sends meanwhile; 60 s by default.</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take for certain: when all handshakes are taken the oldest gives way to the next connection from this age on. 2 s by default.</summary>
    public TimeSpan HandshakeLeast { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections of one address, IPv4 /32 or IPv6 /64, that have said who they are. 0 by default.</summary>
    public int PerAddress { get; init; }

    /// <summary>Connections together that have said who they are; beyond it one that matters less gives way, or the new one is refused. 0 by default.</summary>
    public int Total { get; init; }

    /// <summary>The cap of a class that the service names after the handshake; null for none. No class has one by default.</summary>
    public Func<string, int?> PerClass { get; init; } = static _ => null;

    /// <summary>Silence after which a peer is asked whether it is there, keepalive's own time; 60 s by default, 0 leaves the system's two hours.</summary>
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two such questions, and how many go unanswered before the connection is closed: 4 times 15 s by default.</summary>
    public TimeSpan KeepAliveEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many such questions go unanswered before the connection is closed.</summary>
    public int KeepAliveTries { get; init; } = 4;

    /// <summary>
    /// How long sent bytes may stay unacknowledged, and a peer may leave its window shut, before the connection is closed (TCP_USER_TIMEOUT, RFC 5482); 10 minutes by default,
    /// 0 leaves the system's quarter of an hour. It ends a peer that vanished while output waits, and one that is there and has read nothing for so long.
    /// </summary>
    public TimeSpan UnsentLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Written bytes held for one connection whose peer does not take them; a handler that writes on beyond it loses the connection. 4 MB by default; a relay that pauses its source at the first held byte comes nowhere near.</summary>
    public long HeldBytes { get; init; } = 4L << 20;

    /// <summary>Every fault of these options, each with its path; empty when they are sound.</summary>
    public IReadOnlyList<string> Faults(string path)
    {
        List<string> faults = [];
        Within("acceptPerSecond", AcceptPerSecond, 0, 1_000_000);
        Within("acceptBurst", AcceptBurst, 0, 1_000_000);
        Within("handshakes", Handshakes, 1, 1_000_000);
        Within("handshakesPerAddress", HandshakesPerAddress, 0, 1_000_000);
        Within("perAddress", PerAddress, 0, 10_000_000);
        Within("total", Total, 0, 10_000_000);
        Within("keepAliveTries", KeepAliveTries, 1, 127);
        Lasts("handshakeLimit", HandshakeLimit, TimeSpan.FromMilliseconds(10));
        Lasts("handshakeLeast", HandshakeLeast, TimeSpan.Zero);
        Lasts("keepAliveAfter", KeepAliveAfter, TimeSpan.Zero);
        Lasts("keepAliveEvery", KeepAliveEvery, TimeSpan.FromSeconds(1));
        Lasts("unsentLimit", UnsentLimit, TimeSpan.Zero);
        if (HeldBytes < BlockPool.BlockSize)
            faults.Add($"{path}.heldBytes: must be {BlockPool.BlockSize} or more, was {HeldBytes}");
        return faults;

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most)
                faults.Add($"{path}.{name}: must be {least}..{most}, was {value}");
        }

        void Lasts(string name, TimeSpan value, TimeSpan least)
        {
            if (value < least || value > TimeSpan.FromDays(1))
                faults.Add($"{path}.{name}: must be {least}..1 day, was {value}");
        }
    }
}
