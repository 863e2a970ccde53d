namespace Seawall.Alerts;

/// <summary>Patterns of alert keys, in which a star stands for any characters.</summary>
internal static class KeyPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> key)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.SequenceEqual(key);
        if (!key.StartsWith(pattern[..star], StringComparison.Ordinal))
            return false;
        var rest = pattern[(star + 1)..];
        for (var from = star; from <= key.Length; from++)
        {
            if (Matches(rest, key[from..]))
                return true;
        }
        return false;
    }
}
