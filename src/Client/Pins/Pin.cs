using Seawall.Client.Config;
using Seawall.Client.Doors;
using Seawall.Client.Shapes;

namespace Seawall.Client.Pins;

/// <summary>Pages that an edge serves as they were last rendered, as <c>pin/{id}</c> holds it: <c>{"paths":["/","/categories/*"],"reason":"…"}</c>.</summary>
public sealed record Pin
{
    public required string Id { get; init; }

    /// <summary>Which pages, each with all below it; <c>/</c> alone is the home page alone.</summary>
    public IReadOnlyList<PathPattern> Paths { get; init; } = [];

    /// <summary>Why; shown to people, not to visitors.</summary>
    public string Reason { get; init; } = "";

    public bool Covers(string path)
    {
        foreach (var pattern in Paths)
        {
            if (pattern.ToString() == "/" ? path == "/" : pattern.Meets(path))
                return true;
        }
        return false;
    }

    /// <summary>The pin of a JSON text; null with every fault and its path when there is one.</summary>
    public static Pin? Parse(string key, string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, key, found) is not { } shape)
            return null;
        var pin = new Pin
        {
            Id = key[ConfigKeys.Pin.Length..],
            Paths = [.. shape.Texts("paths", PathPattern.Fault).Select(path => new PathPattern(path))],
            Reason = shape.Text("reason", ""),
        };
        if (pin.Paths.Count == 0)
            shape.Fault("paths", "names no page");
        shape.End();
        return found.Count == 0 ? pin : null;
    }
}
