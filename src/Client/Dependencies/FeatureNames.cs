using System.Collections.Concurrent;

namespace Seawall.Client.Dependencies;

/// <summary>The names of features that callers run, so that reading one off the wire makes no new string each time. Bounded: names beyond the bound are forgotten.</summary>
internal static class FeatureNames
{
    private const int Most = 512;

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of a name; empty for one too many, which then counts as no feature.</summary>
    public static string Text(ReadOnlySpan<char> name)
    {
        if (BySpan.TryGetValue(name, out var known))
            return known;
        return Known.Count < Most ? Known.GetOrAdd(name.ToString(), static text => text) : "";
    }
}
