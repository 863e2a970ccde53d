using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Control.Config.Checks;

/// <summary><c>item/{namespace}/{name}</c>: <c>{"value":…}</c>, with <c>"gray":{"value":…,"roles":[…],"instances":[…],"percent":n}</c> while another value is tried.</summary>
internal sealed class ItemCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Item;

    /// <summary>The values that a sound item holds, with their places.</summary>
    public static IEnumerable<(string Path, JsonElement Value)> Values(JsonElement item)
    {
        yield return ("value", item.GetProperty("value"));
        if (item.TryGetProperty("gray", out var gray))
            yield return ("gray.value", gray.GetProperty("value"));
    }

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return [new ValueFault("", "must be an object with 'value'")];
        var faults = new List<ValueFault>();
        if (!value.TryGetProperty("value", out _))
            faults.Add(new ValueFault("value", "is missing"));
        faults.AddRange(from member in value.EnumerateObject() where member.Name is not ("value" or "gray") select new ValueFault(member.Name, "is not known; an item has 'value' and 'gray'"));
        if (value.TryGetProperty("gray", out var gray))
            CheckGray(gray, faults);
        return faults;
    }

    private static void CheckGray(JsonElement gray, List<ValueFault> faults)
    {
        if (gray.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ValueFault("gray", "must be an object"));
            return;
        }
        var (before, reaches) = (faults.Count, false);
        if (!gray.TryGetProperty("value", out _))
            faults.Add(new ValueFault("gray.value", "is missing"));
        foreach (var member in gray.EnumerateObject())
        {
            switch (member.Name)
            {
                case "value":
                    break;
                case "roles" or "instances":
                    if (member.Value.ValueKind != JsonValueKind.Array || member.Value.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 and <= 100 }))
                        faults.Add(new ValueFault("gray." + member.Name, "must be a list of names"));
                    else
                        reaches |= member.Value.GetArrayLength() > 0;
                    break;
                case "percent":
                    if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var percent) || percent is < 0 or > 100)
                        faults.Add(new ValueFault("gray.percent", "must be a whole number of 0 to 100"));
                    else
                        reaches |= percent > 0;
                    break;
                default:
                    faults.Add(new ValueFault("gray." + member.Name, "is not known; a gray release has 'value', 'roles', 'instances' and 'percent'"));
                    break;
            }
        }
        if (faults.Count == before && !reaches)
            faults.Add(new ValueFault("gray", "reaches nobody; name roles, instances or a percentage, or leave it out"));
    }
}
