using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Seawall.Client.Config;
using Seawall.Gate.Judging;

namespace Seawall.Gate;

/// <summary>What a gate listens on, where it routes and what it keeps.</summary>
public sealed record GateOptions
{
    /// <summary>The gate's name in statistics, captures and logs.</summary>
    public string Name { get; init; } = "gate";

    /// <summary>Where clients connect; several gates of one user may share it. Port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where the admin HTTP listens; unset means no admin HTTP.</summary>
    public IPEndPoint? Admin { get; init; }

    /// <summary>
    /// Password of the console and bearer token of the admin HTTP, which asks for it before it gives out captures, pauses or ends sessions. Unset: no captures, no acts, and a
    /// console that only shows, to clients of this machine.
    /// </summary>
    public string? AdminToken { get; init; }

    /// <summary>Database name → <c>host:port</c> (or <c>/folder:port</c>, a Unix socket); the name <c>*</c> takes every other database.</summary>
    public required IReadOnlyDictionary<string, string> Upstreams { get; init; }

    /// <summary>Login → business, which nobody else may say he is of; where any is named, a login not named that says nothing is of business <c>unknown</c>. The config's <c>gate/logins</c> comes before.</summary>
    public IReadOnlyDictionary<string, string> Businesses { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of the capture files; unset means no capture.</summary>
    public string? CaptureDirectory { get; init; }

    /// <summary>Whether captured values stay readable. Off by default: values become keyed tokens that keep equality.</summary>
    public bool CaptureClear { get; init; }

    /// <summary>Key of the masking tokens, at least 16 bytes; unset means a new key at each start. Equal keys give equal tokens.</summary>
    public ReadOnlyMemory<byte> CaptureKey { get; init; }

    /// <summary>A capture file is closed and compressed when it reaches this many bytes; 64 MB by default.</summary>
    public long CaptureFileBytes { get; init; } = 64L << 20;

    /// <summary>A capture file is closed and compressed when it is this old; 15 minutes by default.</summary>
    public TimeSpan CaptureFileAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>When the folder's compressed captures exceed this many bytes together the oldest are removed; 8 GB by default.</summary>
    public long CaptureTotalBytes { get; init; } = 8L << 30;

    /// <summary>SQLite file of the statistics; unset keeps them in memory for the current minute only.</summary>
    public string? StatsFile { get; init; }

    /// <summary>Statements told apart per minute and loop; beyond them the coldest count as <c>other</c>. 4,000 by default, about 4 KB each.</summary>
    public int StatsRows { get; init; } = 4_000;

    /// <summary>Event loops, each on a thread of its own; 1 by default.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Certificate with private key for clients that ask for TLS; unset answers them 'N'.</summary>
    public X509Certificate2? TlsCertificate { get; init; }

    /// <summary>The config the gate follows: rules, limits, grades (<c>rule/…</c>, <c>gate/…</c>); whoever made it feeds it. Empty when unset.</summary>
    public LiveConfig Config { get; init; } = new();

    /// <summary>The password of a login at a database, null for those in whose name the gate may not ask a server to <c>EXPLAIN</c> their statements, which rules by cost and rows need; nobody's when unset.</summary>
    public Func<string, string, string?>? ExplainPassword { get; init; }

    /// <summary>Uses asynchronous sockets instead of event loops, as systems without epoll do anyway.</summary>
    public bool Portable { get; init; }

    /// <summary>What judges statements before the gate's own stages.</summary>
    internal IReadOnlyList<Stage> Stages { get; init; } = [];

    /// <summary>Every fault of these options, each with its path; empty when they are sound.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (Upstreams.Count == 0)
            faults.Add("gate.upstreams: names no database; add one, or \"*\" for all");
        foreach ((string database, string address) in Upstreams)
        {
            int colon = address.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
                faults.Add($"gate.upstreams.{database}: must be host:port, was {address}");
        }
        if (Loops is < 1 or > 256)
            faults.Add($"gate.loops: must be 1..256, was {Loops}");
        if (StatsRows is < 1 or > 1_000_000)
            faults.Add($"gate.statsRows: must be 1..1000000, was {StatsRows}");
        if (CaptureFileBytes < 1 << 16)
            faults.Add($"gate.captureFileBytes: must be 65536 or more, was {CaptureFileBytes}");
        if (CaptureTotalBytes < CaptureFileBytes)
            faults.Add($"gate.captureTotalBytes: must be at least captureFileBytes, {CaptureFileBytes}, was {CaptureTotalBytes}");
        if (CaptureKey.Length is > 0 and < 16)
            faults.Add($"gate.captureKey: must be 16 bytes or more, was {CaptureKey.Length}");
        if (TlsCertificate is { HasPrivateKey: false })
            faults.Add("gate.tlsCertificate: has no private key");
        return faults;
    }
}
