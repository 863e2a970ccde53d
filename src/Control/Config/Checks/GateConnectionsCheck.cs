using System.Text.Json;
using Seawall.Client.Gates;

namespace Seawall.Control.Config.Checks;

/// <summary>Lets only settings of connections be published that a gate can put in force.</summary>
internal sealed class GateConnectionsCheck : IValueCheck
{
    public string Prefix => GateConnections.Key;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (key != GateConnections.Key)
            yield break;
        GateConnections.Parse(value.GetRawText(), out var faults);
        foreach (var fault in faults)
        {
            var colon = fault.IndexOf(": ", StringComparison.Ordinal);
            yield return new ValueFault(fault[key.Length..colon].TrimStart('.'), fault[(colon + 2)..]);
        }
    }
}
