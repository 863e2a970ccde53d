using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Pins;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Doors;

/// <summary>Lets only pins be published that hold pages.</summary>
internal sealed class PinValueCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Pin;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        Pin.Parse(key, value.GetRawText(), out var faults);
        return faults.Select(fault => DoorValueCheck.Of(fault[key.Length..]));
    }
}
