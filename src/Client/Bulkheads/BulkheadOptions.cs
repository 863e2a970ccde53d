using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Bulkheads;

/// <summary>What one dependency may hold of this process, as <c>limit/bulkhead.{dependency}</c> says: <c>{"concurrency":32,"queue":64,"waitMs":50}</c>.</summary>
public sealed record BulkheadOptions
{
    private const string Prefix = ConfigKeys.Limit + "bulkhead.";

    /// <summary>Calls at once, 1 or more; 64 when unset.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Calls that may wait for a place; 128 when unset.</summary>
    public int Queue { get; init; } = 128;

    /// <summary>How long they wait, in milliseconds; 100 when unset.</summary>
    public int WaitMs { get; init; } = 100;

    /// <summary>Whether a key of the config center holds a bulkhead and no limit.</summary>
    public static bool IsKey(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    public static string KeyOf(string dependency) => Prefix + dependency;

    /// <summary>The options of a JSON text; null with every fault and its path when there is one.</summary>
    public static BulkheadOptions? Parse(string key, string json, BulkheadOptions unset, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, key, found) is not { } shape)
            return null;
        var options = new BulkheadOptions
        {
            Concurrency = shape.Count("concurrency", unset.Concurrency, 1, 100_000),
            Queue = shape.Count("queue", unset.Queue, 0, 1_000_000),
            WaitMs = shape.Count("waitMs", unset.WaitMs, 0, 60_000),
        };
        shape.Text("what", "");
        shape.End();
        return found.Count == 0 ? options : null;
    }
}
