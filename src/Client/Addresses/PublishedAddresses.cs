using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Client.Addresses;

/// <summary>The value of <c>address/{service}</c>: <c>{"addresses":["http://127.0.0.1:8082","http://127.0.0.1:8182"]}</c>, all instances of a service.</summary>
public static class PublishedAddresses
{
    public const int Most = 64;

    /// <summary>The value's addresses; null with what is wrong when it is of another shape.</summary>
    public static IReadOnlyList<Uri>? Read(JsonElement value, out string fault)
    {
        fault = $"must be {{\"addresses\":[\"http://HOST:PORT\",…]}} with 1 to {Most} addresses";
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("addresses", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Most)
            return null;
        var addresses = new List<Uri>();
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || !Uri.TryCreate(one.GetString(), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp || address.PathAndQuery != "/")
            {
                fault = $"{one} is no address such as http://127.0.0.1:8082";
                return null;
            }
            addresses.Add(address);
        }
        return addresses;
    }

    /// <summary>What a snapshot says of a service; null when it says nothing.</summary>
    public static IReadOnlyList<Uri>? In(ConfigSnapshot snapshot, string service)
    {
        if (snapshot[ConfigKeys.Address + service] is not { } value)
            return null;
        using var json = JsonDocument.Parse(value);
        return Read(json.RootElement, out var fault) ?? throw new InvalidDataException($"{ConfigKeys.Address}{service}: {fault}");
    }

    public static string Write(IEnumerable<Uri> addresses) => JsonSerializer.Serialize(new { addresses = addresses.Select(address => address.GetLeftPart(UriPartial.Authority)) });
}
