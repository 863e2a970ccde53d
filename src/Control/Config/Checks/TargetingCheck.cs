using System.Collections.Frozen;
using System.Text.Json;

namespace Seawall.Control.Config.Checks;

/// <summary>Whether a flag's targeting is made of the operations that flagd knows: https://flagd.dev/reference/specifications/custom-operations/ and https://jsonlogic.com/operations.html.</summary>
internal static class TargetingCheck
{
    private const int Deepest = 32;

    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal,
        "if", "?:", "==", "===", "!=", "!==", "!", "!!", "or", "and", ">", ">=", "<", "<=", "max", "min", "+", "-", "*", "/", "%", "map", "filter", "reduce", "all", "none",
        "some", "merge", "in", "cat", "substr", "var", "missing", "missing_some", "fractional", "starts_with", "ends_with", "sem_ver");

    public static void Check(JsonElement targeting, List<ValueFault> faults)
    {
        if (targeting.ValueKind != JsonValueKind.Object)
            faults.Add(new ValueFault("targeting", "must be an object"));
        else if (targeting.EnumerateObject().Any())
            Walk(targeting, "targeting", 0, faults);
    }

    private static void Walk(JsonElement node, string path, int depth, List<ValueFault> faults)
    {
        if (depth > Deepest)
        {
            faults.Add(new ValueFault(path, $"is deeper than {Deepest} operations"));
            return;
        }
        if (node.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var part in node.EnumerateArray())
                Walk(part, $"{path}[{index++}]", depth + 1, faults);
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            if (node.EnumerateObject().Count() != 1)
                faults.Add(new ValueFault(path, "must hold exactly one operation"));
            foreach (var operation in node.EnumerateObject())
            {
                if (Known.Contains(operation.Name))
                    Walk(operation.Value, $"{path}.{operation.Name}", depth + 1, faults);
                else
                    faults.Add(new ValueFault($"{path}.{operation.Name}", "is no operation of JSONLogic or flagd"));
            }
        }
    }
}
