using System.Collections.Frozen;

namespace Seawall.Client.Dependencies;

/// <summary>
/// What a feature depends on, and what buyers have of it without: <c>database down, cache up, catalog degraded</c>. A dependency is <c>database</c>,
/// <c>cache</c>, or the name of a service.
/// </summary>
public sealed class Needs
{
    /// <summary>The name of every business's own database.</summary>
    public const string Database = "database";

    /// <summary>The name of every business's own cache.</summary>
    public const string Cache = "cache";

    private readonly FrozenDictionary<string, Without> _all;

    private Needs(IReadOnlyDictionary<string, Without> all) => _all = all.ToFrozenDictionary(StringComparer.Ordinal);

    public static Needs None { get; } = new(new Dictionary<string, Without>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, Without> All => _all;

    /// <summary>What is declared for a dependency; null when nothing is.</summary>
    public Without? this[string dependency] => _all.TryGetValue(dependency, out var without) ? without : null;

    /// <summary>Reads a declaration; one that is wrong throws an <see cref="ArgumentException"/> that says where.</summary>
    public static Needs Parse(string text) =>
        TryParse(text, out var needs, out var fault) ? needs : throw new ArgumentException($"needs: {fault}", nameof(text));

    /// <summary>Reads a declaration; <paramref name="fault"/> says what is wrong with it.</summary>
    public static bool TryParse(string? text, out Needs needs, out string? fault)
    {
        (needs, fault) = (None, null);
        var all = new Dictionary<string, Without>(StringComparer.Ordinal);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var dependency, var word] || !Enum.TryParse<Without>(word, ignoreCase: true, out var without) || !Enum.IsDefined(without))
                fault ??= $"'{part}' must be a dependency and up, degraded or down, such as 'cache up'";
            else if (!all.TryAdd(dependency, without))
                fault ??= $"'{dependency}' stands there twice";
        }
        if (fault is not null)
            return false;
        needs = all.Count == 0 ? None : new Needs(all);
        return true;
    }

    /// <summary>The declaration, in order of name.</summary>
    public override string ToString() =>
        string.Join(", ", _all.OrderBy(need => need.Key, StringComparer.Ordinal).Select(need => $"{need.Key} {need.Value.ToString().ToLowerInvariant()}"));
}
