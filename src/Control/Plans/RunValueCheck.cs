using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Plans;

/// <summary>Lets only what can be read again be noted of a plan.</summary>
internal sealed class RunValueCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Run;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        try
        {
            PlanRun.Parse(value.GetRawText());
            return [];
        }
        catch (JsonException e)
        {
            return [new ValueFault(e.Path ?? "", $"is not how a plan stands: {e.Message}")];
        }
    }
}
