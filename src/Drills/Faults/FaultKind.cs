namespace Seawall.Drills.Faults;

/// <summary>What a drill can do to a site; every one ends by itself.</summary>
public enum FaultKind
{
    /// <summary>Killed by SIGKILL and left down; of a PostgreSQL, a Redis, the config center or any process.</summary>
    Kill,

    /// <summary>Stopped by SIGSTOP: it is there and answers nothing.</summary>
    Hang,

    /// <summary>Several processes killed and left down at once: a machine room.</summary>
    Room,

    /// <summary>Every exchange over a link takes longer.</summary>
    Latency,

    /// <summary>Packets of a link get lost.</summary>
    Loss,

    /// <summary>Connections of a link are reset.</summary>
    Reset,

    /// <summary>Nothing passes a link, and nobody is told.</summary>
    Partition,

    /// <summary>A PostgreSQL takes no writes, as when its disk is full.</summary>
    DatabaseFull,

    /// <summary>A process can't write to its disk.</summary>
    DiskFull,

    /// <summary>The clock of a process jumps.</summary>
    ClockJump,
}
