using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;
using Seawall.Client.Calls;
using Seawall.Client.Options;
using Seawall.Client.Switches;

namespace Seawall.Client.FeatureManagement;

/// <summary>Every flag of the config center, and every switch of this process, as Microsoft.FeatureManagement defines features: asked anew each time, so that a change holds at once.</summary>
internal sealed class BoardDefinitions : IFeatureDefinitionProvider
{
    public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) => Task.FromResult(Define(featureName)!);

    public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
    {
        await Task.CompletedTask;
        foreach (var key in SwitchBoard.Current.Flags.Keys.Union(SwitchBoard.All.Select(handle => handle.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (Define(key) is { } definition)
                yield return definition;
        }
    }

    // What nobody knows is null, which the library's own settings decide about.
    private static FeatureDefinition? Define(string name)
    {
        var scope = SwitchBoard.Current.Flags.GetValueOrDefault(name);
        if (scope is null && SwitchBoard.Find(name) is null)
            return null;
        var definition = new FeatureDefinition { Name = name, EnabledFor = [new FeatureFilterConfiguration { Name = SwitchFilter.Alias }] };
        if (scope?.Evaluate(CallContext.Current).Variant is { } chosen)
        {
            definition.Variants = scope.Flag.Variants.Select(variant => new VariantDefinition { Name = variant.Key, ConfigurationValue = Section(variant.Value) });
            // Off chooses a variant as well as on does.
            definition.Allocation = new Allocation { DefaultWhenEnabled = chosen, DefaultWhenDisabled = chosen };
        }
        return definition;
    }

    private static IConfigurationSection Section(JsonElement value)
    {
        var flat = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        FlatJson.Write(flat, "value", value);
        return new ConfigurationBuilder().AddInMemoryCollection(flat).Build().GetSection("value");
    }
}
