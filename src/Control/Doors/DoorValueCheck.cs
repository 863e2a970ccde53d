using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Doors;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Doors;

/// <summary>Lets only waiting rooms be published that an edge can open.</summary>
internal sealed class DoorValueCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Door;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        RoomRules.Parse(key, value.GetRawText(), out var faults);
        return faults.Select(fault => Of(fault[key.Length..]));
    }

    // A fault begins with its key and then has the path within the value.
    internal static ValueFault Of(string fault)
    {
        var colon = fault.IndexOf(": ", StringComparison.Ordinal);
        return new ValueFault(fault[..colon].TrimStart('.'), fault[(colon + 2)..]);
    }
}
