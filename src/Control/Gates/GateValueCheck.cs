using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Gates;

/// <summary>Lets only rules and settings of gates be published that a gate can work by.</summary>
/// <param name="prefix">The keys it is asked about: <c>rule/</c>, or one key under <c>gate/</c>.</param>
/// <param name="faultsOf">The faults of a key's JSON, each beginning with the key.</param>
internal sealed class GateValueCheck(string prefix, Func<string, string, IReadOnlyList<string>> faultsOf) : IValueCheck
{
    public string Prefix => prefix;

    public static void AddRules(IServiceCollection services)
    {
        services.AddSingleton<IValueCheck>(new GateValueCheck(ConfigKeys.Rule, (key, json) =>
        {
            GateRule.Parse(key, json, out var faults);
            return faults;
        }));
        services.AddSingleton<IValueCheck>(new GateValueCheck(GateLimits.Key, (_, json) =>
        {
            GateLimits.Parse(json, out var faults);
            return faults;
        }));
        services.AddSingleton<IValueCheck>(new GateValueCheck(GateHotRows.Key, (_, json) =>
        {
            GateHotRows.Parse(json, out var faults);
            return faults;
        }));
        services.AddSingleton<IValueCheck>(new GateValueCheck(GateGrades.Key, (_, json) =>
        {
            GateGrades.Parse(json, out var faults);
            return faults;
        }));
        services.AddSingleton<IValueCheck>(new GateValueCheck(GateLogins.Key, (_, json) =>
        {
            GateLogins.Parse(json, out var faults);
            return faults;
        }));
        services.AddSingleton<IValueCheck>(new GateValueCheck(InterceptionSettings.Key, (_, json) =>
        {
            InterceptionSettings.Parse(json, out var faults);
            return faults;
        }));
    }

    public IEnumerable<ValueFault> Check(string key, JsonElement value) => faultsOf(key, value.GetRawText()).Select(fault => Of(fault[key.Length..]));

    // A fault begins with its key and then has the path within the value.
    private static ValueFault Of(string fault)
    {
        var colon = fault.IndexOf(": ", StringComparison.Ordinal);
        return new ValueFault(fault[..colon].TrimStart('.'), fault[(colon + 2)..]);
    }
}
