using System.Collections.Frozen;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Shapes;
using Seawall.Client.Switches;

namespace Seawall.Client.Limits;

/// <summary>How a limit holds load back.</summary>
public enum LimitMode
{
    /// <summary>Quotas by role only.</summary>
    Fixed,

    /// <summary>Quotas, and a number of requests at once that follows what the service can take, the least important shed first.</summary>
    Adaptive,
}

/// <summary>
/// A limit as <c>limit/{name}</c> holds it:
/// <c>{"scope":{"path":"/items"},"grade":"G1","mode":"adaptive","queueMs":20,"roles":{"batch":{"rate":50,"burst":100,"concurrency":4},"*":{…}},"first":["batch","partner"]}</c>.
/// </summary>
public sealed record Limit
{
    /// <summary>Every role that has no quota of its own.</summary>
    public const string Everyone = "*";

    public required string Name { get; init; }

    /// <summary>The path that it holds for, with all below; null for every path.</summary>
    public string? Path { get; init; }

    /// <summary>The feature that it holds for, <c>{business}.{feature}</c>; null for every feature.</summary>
    public string? Feature { get; init; }

    /// <summary>How much the requests in its scope matter; what is shed first has the highest grade. G1 when unset.</summary>
    public Grade Grade { get; init; } = Grade.G1;

    public LimitMode Mode { get; init; }

    /// <summary>The wait from which on the service counts as overloaded, in milliseconds, and how long roles that give way first wait for their turn, others 25 times as long; 20 when unset.</summary>
    public int QueueMs { get; init; } = 20;

    /// <summary>The most requests at once that the adaptive limit allows; 512 when unset.</summary>
    public int Most { get; init; } = 512;

    /// <summary>The fewest; 4 when unset.</summary>
    public int Least { get; init; } = 4;

    public FrozenDictionary<string, Quota> Roles { get; init; } = FrozenDictionary<string, Quota>.Empty;

    /// <summary>Roles that give way before all others of the same grade, the first first; batch and partner when unset.</summary>
    public IReadOnlyList<string> First { get; init; } = ["batch", "partner"];

    public Quota? QuotaOf(string role) => Roles.GetValueOrDefault(role) ?? Roles.GetValueOrDefault(Everyone);

    /// <summary>The limit of a JSON text; null with every fault and its path when there is one.</summary>
    public static Limit? Parse(string key, string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, key, found) is not { } shape)
            return null;
        var scope = shape.Object("scope");
        var limit = new Limit
        {
            Name = key[ConfigKeys.Limit.Length..],
            Path = scope?.Text("path", "", path => path.StartsWith('/') ? null : "a path that begins with /") is { Length: > 0 } path ? path : null,
            Feature = scope?.Text("feature", "") is { Length: > 0 } feature ? feature : null,
            Grade = Enum.Parse<Grade>(shape.Text("grade", "G1", text => Enum.TryParse<Grade>(text, out _) && text[0] == 'G' ? null : "one of G0, G1, G2, G3, G4")),
            Mode = shape.Text("mode", "fixed", text => text is "fixed" or "adaptive" ? null : "fixed or adaptive") == "adaptive" ? LimitMode.Adaptive : LimitMode.Fixed,
            QueueMs = shape.Count("queueMs", 20, 1, 10_000),
            Most = shape.Count("most", 512, 1, 100_000),
            Least = shape.Count("least", 4, 1, 100_000),
            Roles = ReadRoles(shape),
            First = shape.Texts("first", EdgeRules.RoleFault) is { } first && shape.Has("first") ? first : ["batch", "partner"],
        };
        shape.Text("what", "");
        scope?.End();
        shape.End();
        if (limit.Least > limit.Most)
            shape.Fault("least", $"must be at most 'most', {limit.Most}, was {limit.Least}");
        if (limit.Mode == LimitMode.Fixed && limit.Roles.Count == 0)
            shape.Fault("roles", "is missing; a fixed limit holds back by quotas only");
        return found.Count == 0 ? limit : null;
    }

    private static FrozenDictionary<string, Quota> ReadRoles(Shape shape)
    {
        var quotas = new Dictionary<string, Quota>(StringComparer.Ordinal);
        if (shape.Object("roles") is not { } roles)
            return FrozenDictionary<string, Quota>.Empty;
        foreach (var role in roles.Names)
        {
            if (role != Everyone && !Baggage.IsPlain(role))
                roles.Fault(role, "is no role's id and not '*'");
            if (roles.Object(role) is not { } quota)
                continue;
            quotas[role] = new Quota(
                quota.Has("rate") ? quota.Number("rate", 1, 0, 1e9) : null,
                quota.Number("burst", 1, 1, 1e9),
                quota.Has("concurrency") ? quota.Count("concurrency", 1, 0, 100_000) : null,
                quota.Count("delayMs", 0, 0, 10_000));
            if (!quota.Has("rate") && !quota.Has("concurrency"))
                quota.Fault("", "has neither 'rate' nor 'concurrency'");
            quota.End();
        }
        return quotas.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>What a role may use.</summary>
/// <param name="Rate">Requests a second; null for any.</param>
/// <param name="Burst">How many may come at once after a pause, 1 or more.</param>
/// <param name="Concurrency">Requests at once; null for any, 0 for none.</param>
/// <param name="DelayMs">How long a refusal is held back, in milliseconds: who asks again as soon as he is answered asks less often. 0 answers at once.</param>
public sealed record Quota(double? Rate, double Burst, int? Concurrency, int DelayMs = 0);
