using System.Net;
using Seawall.Client.Shapes;

namespace Seawall.Client.Calls;

/// <summary>One line of the edge's rules: the role of requests that meet every condition given.</summary>
public sealed record EdgeRule
{
    /// <summary>The role it gives.</summary>
    public required string Role { get; init; }

    /// <summary>The host asked for, without its port: exact, or <c>*.example.com</c> for everything below; null for any.</summary>
    public string? Host { get; init; }

    /// <summary>The path or the folder it lies in, such as <c>/api/partner</c>; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>Texts of which the user agent contains one; <c>^</c> before a text means that it begins so; empty for any.</summary>
    public IReadOnlyList<string> UserAgent { get; init; } = [];

    /// <summary>What <c>X-Seawall-Source</c> says; null for anything.</summary>
    public string? Source { get; init; }

    /// <summary>Networks that the request comes from, one of them; empty for any.</summary>
    public IReadOnlyList<string> From
    {
        get;
        init
        {
            field = value;
            _from = new Networks(value);
        }
    } = [];

    private Networks _from = Networks.None;

    public bool Meets(in CallClaims claims) =>
        (Host is null || MeetsHost(Host, claims.Host))
        && (Path is null || MeetsPath(Path, claims.Path))
        && (UserAgent.Count == 0 || MeetsAgent(claims.UserAgent))
        && (Source is null || Source == claims.Source)
        && (From.Count == 0 || _from.Contains(claims.From));

    /// <summary>Whether a path is the folder itself or lies below it; in any case of letters, as routes are met.</summary>
    internal static bool MeetsPath(string folder, string path)
    {
        var stem = folder.TrimEnd('/');
        return path.StartsWith(stem, StringComparison.OrdinalIgnoreCase) && (path.Length == stem.Length || path[stem.Length] == '/');
    }

    internal static EdgeRule Read(Shape shape)
    {
        var rule = new EdgeRule
        {
            Role = shape.Text("role", null, EdgeRules.RoleFault),
            Host = NullIfEmpty(shape.Text("host", "")),
            Path = NullIfEmpty(shape.Text("path", "", path => path.StartsWith('/') ? null : "a path that begins with /")),
            UserAgent = shape.Texts("userAgent", text => text.TrimStart('^').Length > 0 ? null : "a text that is not empty"),
            Source = NullIfEmpty(shape.Text("source", "")),
            From = shape.Texts("from", Networks.Fault),
        };
        if (!new[] { "host", "path", "userAgent", "source", "from" }.Any(shape.Has))
            shape.Fault("", "has no condition; the role of all others is 'default'");
        shape.End();
        return rule;
    }

    private static bool MeetsHost(string wanted, string host) =>
        wanted.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > wanted.Length - 1 && host.EndsWith(wanted[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private bool MeetsAgent(string? agent)
    {
        if (agent is null)
            return false;
        foreach (var text in UserAgent)
        {
            if (text[0] == '^' ? agent.AsSpan().StartsWith(text.AsSpan(1)) : agent.Contains(text, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>What a request shows of itself before anything of it is believed.</summary>
public readonly record struct CallClaims
{
    public CallClaims()
    {
    }

    /// <summary>The address at the other end of the connection.</summary>
    public IPAddress? From { get; init; }

    /// <summary>The host asked for, without its port.</summary>
    public string Host { get; init; } = "";

    public string Path { get; init; } = "/";

    public string? UserAgent { get; init; }

    /// <summary><c>X-Seawall-Source</c>.</summary>
    public string? Source { get; init; }

    /// <summary><c>X-API-Key</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary><c>x-role-id</c>.</summary>
    public string? RoleId { get; init; }

    /// <summary><c>baggage</c>.</summary>
    public string? Baggage { get; init; }

    /// <summary><c>X-Seawall-Mark</c>.</summary>
    public string? Mark { get; init; }
}
