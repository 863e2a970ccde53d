using System.Collections.Frozen;

namespace Seawall.Client.Calls;

/// <summary>The roles of this process, each with a number below 64, so that a set of them is one <c>ulong</c>. A number once given is never given again.</summary>
public static class RoleRegistry
{
    /// <summary>The most roles, the unknown one included.</summary>
    public const int Most = 64;

    /// <summary>The number of all that is not registered.</summary>
    public const int Unknown = 0;

    private static readonly string[] BuiltIn = ["", "app", "web", "h5", "partner", "batch"];
    private static readonly Lock Turn = new();
    private static volatile FrozenDictionary<string, int> _numbers = BuiltIn.Select((id, i) => KeyValuePair.Create(id, i)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every registered role, by its number.</summary>
    public static IReadOnlyDictionary<string, int> All => _numbers;

    public static int IndexOf(string role) => _numbers.GetValueOrDefault(role, Unknown);

    /// <summary>Registers a role and returns its number; <see cref="Unknown"/> when 64 are taken.</summary>
    public static int Register(string role)
    {
        lock (Turn)
        {
            if (_numbers.TryGetValue(role, out var known))
                return known;
            if (_numbers.Count == Most)
                return Unknown;
            _numbers = _numbers.Append(KeyValuePair.Create(role, _numbers.Count)).ToFrozenDictionary(StringComparer.Ordinal);
            return _numbers.Count - 1;
        }
    }
}
