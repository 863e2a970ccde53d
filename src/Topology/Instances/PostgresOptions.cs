namespace Seawall.Topology;

/// <summary>How one private PostgreSQL server is laid out and sized.</summary>
public sealed record PostgresOptions
{
    /// <summary>Name of the instance and of the one database it holds.</summary>
    public required string Name { get; init; }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>The cluster's data directory; created by <see cref="PostgresInstance.InitAsync"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The file that takes the server's standard output and error.</summary>
    public required string LogFile { get; init; }

    /// <summary>Password of the superuser <c>postgres</c>.</summary>
    public required string AdminPassword { get; init; }

    public int MaxConnections { get; init; } = 200;

    /// <summary>Megabytes of buffer pool.</summary>
    public int SharedBuffers { get; init; } = 128;

    /// <summary>False trades crash safety for speed: only for data that a test throws away.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Logs every statement as csv under <c>log/</c> of the data directory.</summary>
    public bool CsvLog { get; init; }

    /// <summary>Added to the scheduling niceness, 0..19.</summary>
    public int Nice { get; init; }
}
