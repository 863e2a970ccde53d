using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Alerts;

/// <summary>Lets only rules, outlets and silences be published that alerting can work by.</summary>
internal sealed class AlertValueCheck(string prefix) : IValueCheck
{
    public string Prefix => prefix;

    public IEnumerable<ValueFault> Check(string key, JsonElement value) =>
        AlertEntries.Check(key, value.GetRawText()).Select(fault => new ValueFault(fault.Path, fault.Message));
}
