namespace Seawall.Control.Metrics;

/// <summary>Decides whether labels are the wanted ones; the notation is that of <see cref="IMetricSource"/>.</summary>
public static class LabelSelector
{
    public static bool Matches(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (name, pattern) in wanted)
        {
            if (!MatchesValue(pattern, labels.TryGetValue(name, out var value) ? value : ""))
                return false;
        }
        return true;
    }

    /// <summary>Whether a value is the wanted one, one of several, of a class such as <c>5xx</c>, begins as wanted, or (<c>?*</c>) is there at all.</summary>
    public static bool MatchesValue(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        foreach (var part in pattern.Split('|'))
        {
            var one = pattern[part];
            if (one.SequenceEqual(value) || IsOfClass(one, value) || (one is [.. var start, '*'] && (start is "?" ? value.Length > 0 : value.StartsWith(start))))
                return true;
        }
        return false;
    }

    private static bool IsOfClass(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value) =>
        pattern is [>= '1' and <= '5', 'x', 'x'] && value.Length == 3 && value[0] == pattern[0];
}
