using System.Collections.Frozen;

namespace Seawall.Client.Calls;

/// <summary>The roles of this process, each with a number below 64, so that a set of them is one <c>ulong</c>. A number once given is never given again.</summary>
public static class RoleRegistry
{
    /// <summary>The most roles, the unknown one included.</summary>
    public const int Most = 64;

    /// <summary>The number of all that is not registered.</summary>
    public const int Unknown = 0;

    /// <summary>The role of work that no request asked for: probes and timers of the site itself.</summary>
    public const string Site = "site";

    private static readonly Lock Turn = new();
    private static volatile Numbers _all = new(BuiltIn);

    /// <summary>What every process knows, the unknown role first.</summary>
    public static IReadOnlyList<string> BuiltIn => ["", "app", "web", "h5", "partner", "batch", Site];

    /// <summary>Every registered role, by its number.</summary>
    public static IReadOnlyDictionary<string, int> All => _all.ByName;

    public static int IndexOf(string role) => _all.ByName.GetValueOrDefault(role, Unknown);

    /// <summary>The role with a number; the unknown one's empty name when nobody has it.</summary>
    public static string NameOf(int index) => index < _all.Names.Length ? _all.Names[index] : "";

    /// <summary>Registers a role and returns its number; <see cref="Unknown"/> when 64 are taken.</summary>
    public static int Register(string role)
    {
        lock (Turn)
        {
            if (_all.ByName.TryGetValue(role, out var known))
                return known;
            if (_all.Names.Length == Most)
                return Unknown;
            _all = new Numbers([.. _all.Names, role]);
            return _all.Names.Length - 1;
        }
    }

    /// <summary>The text of a name, without a new string when it is registered.</summary>
    internal static string Text(ReadOnlySpan<char> name)
    {
        var all = _all;
        return all.BySpan.TryGetValue(name, out var index) ? all.Names[index] : name.ToString();
    }

    private sealed class Numbers
    {
        public Numbers(IReadOnlyList<string> names)
        {
            Names = [.. names];
            ByName = Names.Select((id, i) => KeyValuePair.Create(id, i)).ToFrozenDictionary(StringComparer.Ordinal);
            BySpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public string[] Names { get; }

        public FrozenDictionary<string, int> ByName { get; }

        public FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> BySpan { get; }
    }
}
