namespace Seawall.Client.Sql;

/// <summary>How a service reaches its schema through the gate.</summary>
public sealed record SeawallDataOptions
{
    /// <summary>The name written into every statement's comment, normally the business.</summary>
    public required string Application { get; init; }

    /// <summary>The gate's host, or the server's where there is no gate.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The gate's port.</summary>
    public int Port { get; init; } = 6432;

    /// <summary>The database's name, by which the gate picks the instance.</summary>
    public required string Database { get; init; }

    /// <summary>The business's login.</summary>
    public required string Username { get; init; }

    /// <summary>The login's password.</summary>
    public required string Password { get; init; }

    /// <summary>The most connections open at once, 1..1000.</summary>
    public int PoolSize { get; init; } = 8;

    /// <summary>How long a caller waits for a free or new connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one statement may take.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
