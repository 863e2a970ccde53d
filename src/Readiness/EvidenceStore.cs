using System.Text.Json;
using Seawall.Readiness.Model;

namespace Seawall.Readiness;

/// <summary>Evidence on disk: <c>SITE/ROW/CHECK.json</c> and beside it the output it was read from; a site is a topology by name.</summary>
public sealed class EvidenceStore(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The last evidence of a check on a site; null when there is none or its file is damaged.</summary>
    public Evidence? Find(string site, string row, string check)
    {
        var path = PathOf(site, row, check, ".json");
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Evidence>(File.ReadAllText(path), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The last evidence of a check on every other site, by name: what it was before, beside what it is now.</summary>
    public IReadOnlyList<Evidence> FindElsewhere(string site, string row, string check) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Where(other => other != site).Order(StringComparer.Ordinal)
            .Select(other => Find(other!, row, check)).OfType<Evidence>()];

    /// <summary>Keeps evidence and the output it was read from; returns it with the output's path filled in.</summary>
    public Evidence Keep(Evidence evidence, string output)
    {
        var path = PathOf(evidence.Site, evidence.Row, evidence.Check, ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var kept = evidence;
        if (output.Length > 0)
        {
            kept = evidence with { Output = PathOf(evidence.Site, evidence.Row, evidence.Check, ".output") };
            Replace(kept.Output, output);
        }
        Replace(path, JsonSerializer.Serialize(kept, Json));
        return kept;
    }

    private string PathOf(string site, string row, string check, string suffix) => Path.Combine(folder, site, row, check + suffix);

    private static void Replace(string path, string text)
    {
        var draft = path + ".new";
        File.WriteAllText(draft, text);
        File.Move(draft, path, overwrite: true);
    }
}
