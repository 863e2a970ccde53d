using System.Globalization;
using System.Net.Security;

namespace Seawall.Redis;

/// <summary>How to reach a Redis server and how long to wait for it.</summary>
public sealed record RedisClientOptions
{
    /// <summary>The server's host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>The user; null means the default user.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null means that the server asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>The database's index; 0 unless set. A cluster has only 0.</summary>
    public int Database { get; init; }

    /// <summary>What the server's CLIENT LIST calls this client; letters, digits and dashes.</summary>
    public string Name { get; init; } = "seawall";

    /// <summary>The protocol asked for: 3 (falls back to 2 where the server does not know it) or 2.</summary>
    public int Protocol { get; init; } = 3;

    /// <summary>Whether the connection is encrypted; false unless set.</summary>
    public bool Tls { get; init; }

    /// <summary>The name that the server's certificate must carry; null means <see cref="Host"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Decides on the server's certificate; null means the system's rules.</summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; init; }

    /// <summary>How long making a connection may take, TLS and login included; 2 s unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a command waits for its reply; 1 s unless set.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server that owes replies may be silent before the connection is given up and made anew; 5 s unless set.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause before connecting again; 50 ms unless set. It doubles, less a random part of up to half, until <see cref="LongestPause"/>.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause before connecting again; 2 s unless set.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Commands that may await their reply at once; further ones are refused. 10,000 unless set.</summary>
    public int MaxInFlight { get; init; } = 10_000;

    /// <summary>Bytes of commands that may wait to be sent; further commands are refused. 32 MiB unless set.</summary>
    public int MaxUnsentBytes { get; init; } = 32 << 20;

    internal string Address => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>The address: options are logged, passwords are not.</summary>
    public override string ToString() => Address;

    /// <summary>Throws an <see cref="ArgumentException"/> that names every fault.</summary>
    internal void Validate()
    {
        List<string> faults = [];
        Check(Host.Length > 0, $"{nameof(Host)}: must not be empty");
        Check(Port is > 0 and < 65536, $"{nameof(Port)}: must be 1..65535, was {Port}");
        Check(Database is >= 0 and < 1 << 20, $"{nameof(Database)}: must be 0..1048575, was {Database}");
        Check(Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), $"{nameof(Name)}: must be letters, digits and dashes, was {Name}");
        Check(Protocol is 2 or 3, $"{nameof(Protocol)}: must be 2 or 3, was {Protocol}");
        Check(User is null || Password is not null, $"{nameof(Password)}: must be set when {nameof(User)} is");
        Time(nameof(ConnectTimeout), ConnectTimeout);
        Time(nameof(CommandTimeout), CommandTimeout);
        Time(nameof(DeadAfter), DeadAfter);
        Time(nameof(ShortestPause), ShortestPause);
        Check(LongestPause >= ShortestPause && LongestPause <= TimeSpan.FromHours(1), $"{nameof(LongestPause)}: must be {nameof(ShortestPause)}..1 h, was {LongestPause}");
        Check(MaxInFlight is > 0 and <= 1_000_000, $"{nameof(MaxInFlight)}: must be 1..1000000, was {MaxInFlight}");
        Check(MaxUnsentBytes is >= 1 << 16 and <= 1 << 30, $"{nameof(MaxUnsentBytes)}: must be 65536..1073741824, was {MaxUnsentBytes}");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join("; ", faults));

        void Time(string name, TimeSpan value) =>
            Check(value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1), $"{name}: must be 1 ms..1 h, was {value}");

        void Check(bool holds, FormattableString fault)
        {
            if (!holds)
                faults.Add(FormattableString.Invariant(fault));
        }
    }
}
