using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Dial.Steering;

namespace Seawall.Control.Dial;

/// <summary><c>dial/ladder</c>, <c>dial/level</c> and <c>dial/controller</c>; nothing else stands under <c>dial/</c>.</summary>
internal sealed class DialCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Dial;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        switch (key)
        {
            case Ladder.Key:
                Ladder.Read(value, out var faults);
                return faults.Select(fault => new ValueFault(fault.Path, fault.Message));
            case SteeringSettings.Key:
                return SteeringSettings.Faults(value).Select(fault => new ValueFault(fault.Path, fault.Message));
            case DialState.Key:
                try
                {
                    DialState.Read(value.GetRawText());
                    return [];
                }
                catch (JsonException e)
                {
                    return [new ValueFault("", e.Message)];
                }
            default:
                return [new ValueFault("", $"a key under {ConfigKeys.Dial} is {Ladder.Key}, {DialState.Key} or {SteeringSettings.Key}")];
        }
    }
}
