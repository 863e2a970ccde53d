using System.Text.Json;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;

namespace Seawall.Mall.Shops.Pages;

/// <summary>What a page must be to be published; every fault is told with its path, such as <c>sections[2].settings.items: …</c>.</summary>
internal static class PageRules
{
    private const int MostSections = 50;
    private const int MostCharacters = 200_000;

    public static IReadOnlyList<string> FaultsOf(IReadOnlyList<PageSection> sections)
    {
        var faults = new List<string>();
        if (sections.Count > MostSections)
            faults.Add($"sections: must be at most {MostSections}, was {sections.Count}");
        for (var i = 0; i < sections.Count; i++)
        {
            try
            {
                Check(sections[i], $"sections[{i}]", faults);
            }
            catch (InvalidOperationException)
            {
                // A reader of half a surrogate pair throws.
                faults.Add($"sections[{i}]: holds characters that are no Unicode");
            }
        }
        if (faults.Count == 0 && JsonSerializer.Serialize(sections, ContractJson.Options).Length is > MostCharacters and var length)
            faults.Add($"sections: must be at most {MostCharacters} characters, was {length}");
        return faults;
    }

    private static void Check(PageSection? section, string path, List<string> faults)
    {
        if (section is null)
        {
            faults.Add($"{path}: must be a section");
        }
        else if (section.Module is null || !ShopModules.ByName.TryGetValue(section.Module, out var settings))
        {
            faults.Add($"{path}.module: must be one of {string.Join(", ", ShopModules.ByName.Keys.Order(StringComparer.Ordinal))}, was {section.Module ?? "null"}");
        }
        else if (section.Settings.ValueKind is not JsonValueKind.Object)
        {
            faults.Add($"{path}.settings: must be an object");
        }
        else
        {
            CheckSettings(settings, section.Settings, path + ".settings", faults);
        }
    }

    private static void CheckSettings(IReadOnlyList<ModuleSetting> known, JsonElement settings, string path, List<string> faults)
    {
        foreach (var setting in known)
        {
            var fault = settings.TryGetProperty(setting.Name, out var value) ? setting.FaultOf(value) : setting.Required ? "is missing" : null;
            if (fault is not null)
                faults.Add($"{path}.{setting.Name}: {fault}");
        }
        foreach (var given in settings.EnumerateObject().Where(given => known.All(setting => setting.Name != given.Name)))
            faults.Add($"{path}.{given.Name}: is no setting of this module");
    }
}
