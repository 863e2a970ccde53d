using System.Collections.Frozen;
using System.Globalization;
using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>Rows whose updates queue at the gate, as <c>gate/hot-rows</c> holds it: <c>{"on":true,"places":2,"learnAt":8,"patienceMs":10000,"tables":["stock"]}</c>.</summary>
public sealed record GateHotRows
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "hot-rows";

    /// <summary>No row is guarded.</summary>
    public static GateHotRows Off { get; } = new();

    public bool IsOn { get; init; }

    /// <summary>How many transactions at once may hold or await one row's lock at the server; 2 when unset: one that has it, and one right behind, so that the server never idles between two.</summary>
    public int Places { get; init; } = 2;

    /// <summary>A row is guarded from the moment on when more transactions than this have it at once; 8 when unset, 0 for never by itself.</summary>
    public int LearnAt { get; init; } = 8;

    /// <summary>How long a statement waits at the gate at most, in milliseconds; then it goes to the server and waits there. 10,000 when unset.</summary>
    public int PatienceMs { get; init; } = 10_000;

    /// <summary>Statements whose rows are guarded from the first on.</summary>
    public FrozenSet<ulong> Fingerprints { get; init; } = FrozenSet<ulong>.Empty;

    /// <summary>Tables whose rows are guarded from the first on, as statistics write them.</summary>
    public FrozenSet<string> Tables { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The settings of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateHotRows? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        shape.Text("what", "");
        var rows = new GateHotRows
        {
            IsOn = shape.Flag("on", true),
            Places = shape.Count("places", 2, 1, 1_000),
            LearnAt = shape.Count("learnAt", 8, 0, 100_000),
            PatienceMs = shape.Count("patienceMs", 10_000, 1, 600_000),
            Fingerprints = shape.Texts("fingerprints", text => Read(text) is null ? "16 hex digits" : null).Select(text => Read(text)!.Value).ToFrozenSet(),
            Tables = shape.Texts("tables").ToFrozenSet(StringComparer.Ordinal),
        };
        if (rows is { IsOn: true, LearnAt: 0, Fingerprints.Count: 0, Tables.Count: 0 })
            shape.Fault("learnAt", "is 0 and neither 'fingerprints' nor 'tables' are named: nothing would be guarded");
        shape.End();
        return found.Count > 0 ? null : rows;
    }

    private static ulong? Read(string text) =>
        text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var fingerprint) ? fingerprint : null;
}
