namespace Seawall.Client.Doors;

/// <summary>A path with all below it, such as <c>/items/42/buy</c>; <c>*</c> stands for one segment, as in <c>/group/*/join</c>. Letters count the same in either case, as they do for routes.</summary>
public sealed class PathPattern(string text)
{
    private readonly string[] _segments = text.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool Meets(ReadOnlySpan<char> path)
    {
        foreach (var wanted in _segments)
        {
            path = path.TrimStart('/');
            if (path.IsEmpty)
                return false;
            var end = path.IndexOf('/');
            var segment = end < 0 ? path : path[..end];
            if (wanted != "*" && !segment.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return false;
            path = path[segment.Length..];
        }
        return true;
    }

    public override string ToString() => text;

    internal static string? Fault(string text) => text.StartsWith('/') && !text.Contains('?', StringComparison.Ordinal) ? null : "a path that begins with / and has no query";
}
