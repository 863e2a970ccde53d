using System.Text.Json;
using Seawall.Client.Addresses;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Instances;

/// <summary><c>address/{service}</c>: the addresses of all instances of a service.</summary>
internal sealed class AddressCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Address;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (PublishedAddresses.Read(value, out var fault) is null)
            yield return new ValueFault("addresses", fault);
    }
}
