using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Plans;

/// <summary>Lets only plans be published that can be run.</summary>
internal sealed class PlanValueCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Plan;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        var faults = new List<EntryFault>();
        PlanReader.Read(key[Prefix.Length..], value.GetRawText(), value, faults);
        return faults.Select(fault => new ValueFault(fault.Path, fault.Message));
    }
}
