using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Arming;

/// <summary><c>armed/{id}</c>: changes that processes can read, none of them of what is armed itself.</summary>
internal sealed class ArmedCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Armed;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (ArmedChanges.Read(new ConfigEntry(key, value.GetRawText(), 0)) is not { Changes.Count: > 0 } armed)
        {
            yield return new ValueFault("", "must be {\"changes\":[{\"key\":…,\"value\":…}],\"at\":null}; it is set by what publishes in all processes together");
            yield break;
        }
        foreach (var change in armed.Changes.Where(change => change.Key.StartsWith(Prefix, StringComparison.Ordinal)))
            yield return new ValueFault("changes", $"{change.Key} is armed itself");
    }
}
