using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Seawall.Client.Config;
using Seawall.Gate;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What a gate that works alone is told, by its file or on the command line; null is not told.</summary>
internal sealed record GateSettings
{
    public string? Name { get; init; }

    public IPEndPoint? Listen { get; init; }

    public IPEndPoint? Admin { get; init; }

    /// <summary>Whether there shall be no admin HTTP.</summary>
    public bool NoAdmin { get; init; }

    public string? AdminToken { get; init; }

    /// <summary>Database → server; empty when none is told.</summary>
    public IReadOnlyDictionary<string, string> Upstreams { get; init; } = new Dictionary<string, string>();

    /// <summary>PEM file of the certificate for TLS clients.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key; the certificate's file when null.</summary>
    public string? Key { get; init; }

    /// <summary><c>off</c>, <c>masked</c> or <c>clear</c>.</summary>
    public string? Capture { get; init; }

    public int? Loops { get; init; }

    public bool? Portable { get; init; }

    /// <summary>Rules, limits and the rest that takes effect while the gate runs, as the config center would hold them.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; init; } = [];

    /// <summary>These settings where they say something, the others where they don't.</summary>
    public GateSettings Over(GateSettings others) => new()
    {
        Name = Name ?? others.Name,
        Listen = Listen ?? others.Listen,
        Admin = Admin ?? (NoAdmin ? null : others.Admin),
        NoAdmin = NoAdmin || (Admin is null && others.NoAdmin),
        AdminToken = AdminToken ?? others.AdminToken,
        Upstreams = Upstreams.Count > 0 ? Upstreams : others.Upstreams,
        Certificate = Certificate ?? others.Certificate,
        Key = Certificate is null ? others.Key : Key,
        Capture = Capture ?? others.Capture,
        Loops = Loops ?? others.Loops,
        Portable = Portable ?? others.Portable,
        Entries = Entries.Count > 0 ? Entries : others.Entries,
    };

    /// <summary>Whether what is read at the start only is the same.</summary>
    public bool StartsLike(GateSettings other) =>
        this with { Entries = [], Upstreams = other.Upstreams } == other with { Entries = [] }
        && Upstreams.Count == other.Upstreams.Count && Upstreams.All(upstream => other.Upstreams.TryGetValue(upstream.Key, out var address) && address == upstream.Value);

    /// <summary>The options of a gate; every fault of them, each with its place, when there is one.</summary>
    public GateOptions? Options(SeawallHome home, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var name = Name ?? "gate";
        var options = new GateOptions
        {
            Name = name,
            Listen = Listen ?? new IPEndPoint(IPAddress.Loopback, 6432),
            Admin = NoAdmin ? null : Admin ?? new IPEndPoint(IPAddress.Loopback, 6433),
            AdminToken = AdminToken,
            Upstreams = Upstreams,
            CaptureDirectory = Capture is "masked" or "clear" ? Path.Combine(home.Captures, name) : null,
            CaptureClear = Capture == "clear",
            StatsFile = Path.Combine(home.Stats, name + ".db"),
            TlsCertificate = ReadCertificate(found),
            Loops = Loops ?? 1,
            Portable = Portable ?? false,
        };
        found.AddRange(options.Faults());
        faults = found;
        return found.Count == 0 ? options : null;
    }

    private X509Certificate2? ReadCertificate(List<string> faults)
    {
        if (Certificate is null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(Certificate, Key ?? Certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            faults.Add($"gate.tls: {Certificate} can't be used: {e.Message}");
            return null;
        }
    }
}
