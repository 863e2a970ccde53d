using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>
/// How a gate takes connections, as <c>gate/connections</c> holds it:
/// <c>{"acceptPerSecond":1000,"handshakes":2000,"perBusiness":{"batch":50},"serverDials":32,"idleSeconds":0}</c>. What is left out keeps its default; the defaults hold back storms
/// only, of a kind that no site in order makes.
/// </summary>
public sealed record GateConnections
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "connections";

    /// <summary>Every business that has no cap of its own.</summary>
    public const string Everyone = "*";

    /// <summary>Nothing is set.</summary>
    public static GateConnections Default { get; } = new();

    /// <summary>Connections accepted a second, those beyond wait in the kernel's backlog; 1,000 when unset, more than a PostgreSQL server can start, 0 for any number.</summary>
    public int AcceptPerSecond { get; init; } = 1_000;

    /// <summary>Connections accepted at once after a pause; 200 when unset, 0 for as many as a second brings.</summary>
    public int AcceptBurst { get; init; } = 200;

    /// <summary>Connections that have not sent their start-up packet; 2,000 when unset, and never more than an eighth of the process's files. When all are taken the oldest gives way once it is two seconds old.</summary>
    public int Handshakes { get; init; } = 2_000;

    /// <summary>The same of one address; those beyond are closed unheard. 0 when unset: any number.</summary>
    public int HandshakesPerAddress { get; init; }

    /// <summary>Seconds a client may take to log in, from its first byte's chance to the server's welcome; 60 when unset, as in PostgreSQL.</summary>
    public int HandshakeSeconds { get; init; } = 60;

    /// <summary>Sessions of one address, IPv4 /32 or IPv6 /64; 0 when unset: any number, since many clients may stand behind one address.</summary>
    public int PerAddress { get; init; }

    /// <summary>Sessions together; 0 when unset: as many as the process's files allow, two for each.</summary>
    public int Total { get; init; }

    /// <summary>Business → the most sessions; <c>*</c> is every other. Nobody has a cap when unset.</summary>
    public FrozenDictionary<string, int> PerBusiness { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Seconds a session may be idle outside a transaction; 0 when unset: for ever.</summary>
    public int IdleSeconds { get; init; }

    /// <summary>Seconds of silence after which a client is asked whether it is there; 60 when unset, 0 leaves it to the system.</summary>
    public int KeepAliveSeconds { get; init; } = 60;

    /// <summary>Seconds between two such questions; 15 when unset.</summary>
    public int KeepAliveEverySeconds { get; init; } = 15;

    /// <summary>How many of them go unanswered before the client is taken for gone; 4 when unset.</summary>
    public int KeepAliveTries { get; init; } = 4;

    /// <summary>Seconds that sent bytes may stay unacknowledged or a client may read nothing of what waits for it; 600 when unset, 0 leaves it to the system.</summary>
    public int UnsentSeconds { get; init; } = 600;

    /// <summary>Logins under way at one server; those beyond wait, the core first. 32 when unset.</summary>
    public int ServerDials { get; init; } = 32;

    /// <summary>The same of one business; 16 when unset.</summary>
    public int ServerDialsPerBusiness { get; init; } = 16;

    /// <summary>The cap of a business; null for none.</summary>
    public int? CapOf(string business) =>
        PerBusiness.TryGetValue(business, out var own) ? own : PerBusiness.TryGetValue(Everyone, out var others) ? others : null;

    /// <summary>The settings of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateConnections? Parse(string json, out IReadOnlyList<string> faults)
    {
        const int most = 1_000_000;
        const int day = 86_400;
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        var caps = new Dictionary<string, int>(StringComparer.Ordinal);
        var perBusiness = shape.Object("perBusiness");
        foreach (var business in perBusiness?.Names ?? [])
            caps[business] = perBusiness!.Count(business, 0, 0, most);
        var read = new GateConnections
        {
            AcceptPerSecond = shape.Count("acceptPerSecond", Default.AcceptPerSecond, 0, most),
            AcceptBurst = shape.Count("acceptBurst", Default.AcceptBurst, 0, most),
            Handshakes = shape.Count("handshakes", Default.Handshakes, 1, most),
            HandshakesPerAddress = shape.Count("handshakesPerAddress", Default.HandshakesPerAddress, 0, most),
            HandshakeSeconds = shape.Count("handshakeSeconds", Default.HandshakeSeconds, 1, 3_600),
            PerAddress = shape.Count("perAddress", Default.PerAddress, 0, most),
            Total = shape.Count("total", Default.Total, 0, most),
            PerBusiness = caps.ToFrozenDictionary(StringComparer.Ordinal),
            IdleSeconds = shape.Count("idleSeconds", Default.IdleSeconds, 0, 30 * day),
            KeepAliveSeconds = shape.Count("keepAliveSeconds", Default.KeepAliveSeconds, 0, 32_767),
            KeepAliveEverySeconds = shape.Count("keepAliveEverySeconds", Default.KeepAliveEverySeconds, 1, 32_767),
            KeepAliveTries = shape.Count("keepAliveTries", Default.KeepAliveTries, 1, 127),
            UnsentSeconds = shape.Count("unsentSeconds", Default.UnsentSeconds, 0, day),
            ServerDials = shape.Count("serverDials", Default.ServerDials, 1, 10_000),
            ServerDialsPerBusiness = shape.Count("serverDialsPerBusiness", Default.ServerDialsPerBusiness, 1, 10_000),
        };
        shape.Text("what", "");
        shape.End();
        return found.Count > 0 ? null : read;
    }
}
