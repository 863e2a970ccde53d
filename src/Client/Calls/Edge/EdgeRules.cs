using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Calls;

/// <summary>
/// The rules of <c>edge/rules</c>, compiled: whose claims are believed, and which role everyone else has.
/// <c>{"trusted":["10.0.0.0/8"],"site":["127.0.0.0/8"],"keys":[{"sha256":"…","role":"partner","what":"…"}],"rules":[{"path":"/open","role":"partner"}],"default":"web"}</c>.
/// </summary>
public sealed record EdgeRules
{
    /// <summary>The header by which our own app names itself.</summary>
    public const string SourceHeader = "X-Seawall-Source";

    /// <summary>The header of an API key.</summary>
    public const string KeyHeader = "X-API-Key";

    /// <summary>Networks whose claims about role, caller and mark an edge believes; none unless given.</summary>
    public Networks Trusted { get; init; } = Networks.None;

    /// <summary>Networks whose claims services behind the edge believe; this machine unless given.</summary>
    public Networks Site { get; init; } = Networks.Loopback;

    /// <summary>The role of an API key, by the SHA-256 of the key in lower-case hex.</summary>
    public FrozenDictionary<string, string> Keys { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>In order: the first that a request meets decides.</summary>
    public IReadOnlyList<EdgeRule> Rules { get; init; } = [];

    /// <summary>The role of requests that meet no rule.</summary>
    public string Default { get; init; } = "web";

    /// <summary>What holds until the config center says otherwise: <c>app</c> when the app says so, <c>h5</c> for a phone's browser, else <c>web</c>.</summary>
    public static EdgeRules BuiltIn { get; } = new()
    {
        Rules =
        [
            new EdgeRule { Role = "app", Source = "app" },
            new EdgeRule { Role = "app", UserAgent = ["^SeawallApp/"] },
            new EdgeRule { Role = "h5", UserAgent = ["Mobile", "Android", "iPhone", "MicroMessenger"] },
        ],
    };

    /// <summary>The role of a request whose claims are not believed.</summary>
    public string RoleOf(in CallClaims claims)
    {
        if (claims.ApiKey is { Length: > 0 } key && Keys.Count > 0 && Keys.TryGetValue(Hash(key), out var owner))
            return owner;
        foreach (var rule in Rules)
        {
            if (rule.Meets(claims))
                return rule.Role;
        }
        return Default;
    }

    /// <summary>How a key stands in the rules: nobody can read it out of the config.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The rules of a JSON text; null with every fault and its path when there is one.</summary>
    public static EdgeRules? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, ConfigKeys.EdgeRules, found) is not { } shape)
            return null;
        var rules = new EdgeRules
        {
            Trusted = new Networks(shape.Texts("trusted", Networks.Fault)),
            Site = shape.Texts("site", Networks.Fault) is { } site && shape.Has("site") ? new Networks(site) : Networks.Loopback,
            Keys = ReadKeys(shape),
            Rules = shape.Objects("rules") is { } lines && shape.Has("rules") ? [.. lines.Select(EdgeRule.Read)] : BuiltIn.Rules,
            Default = shape.Text("default", "web", RoleFault),
        };
        shape.End();
        return found.Count == 0 ? rules : null;
    }

    /// <summary>What is wrong with a snapshot's rules; empty when nothing is, or there are none.</summary>
    public static IReadOnlyList<string> Faults(ConfigSnapshot next)
    {
        if (next[ConfigKeys.EdgeRules] is not { } json)
            return [];
        if (Parse(json, out var faults) is not { } rules)
            return faults;
        var known = RoleRegistry.BuiltIn.Concat(next.Under(ConfigKeys.Role).Select(entry => RoleEntries.IdOf(entry.Key))).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rules.Keys.Values.Concat(rules.Rules.Select(rule => rule.Role)).Append(rules.Default).Distinct(StringComparer.Ordinal)
                .Where(role => !known.Contains(role))
                .Select(role => $"{ConfigKeys.EdgeRules}: the role '{role}' is not registered; publish {ConfigKeys.Role}{role} first or with it"),
        ];
    }

    internal static string? RoleFault(string role) => Baggage.IsPlain(role) ? null : "a role's id, 1..32 of a-z, 0-9, '.', '_' and '-'";

    private static FrozenDictionary<string, string> ReadKeys(Shape shape)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in shape.Objects("keys"))
        {
            var hash = key.Text("sha256", null, text => text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? null : "64 lower-case hex digits");
            var role = key.Text("role", null, RoleFault);
            key.Text("what", "");
            key.End();
            if (!keys.TryAdd(hash, role))
                key.Fault("sha256", "stands for two keys");
        }
        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
