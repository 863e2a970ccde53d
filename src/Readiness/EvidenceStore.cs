using System.Text.Json;
using Seawall.Readiness.Model;

namespace Seawall.Readiness;

/// <summary>Evidence on disk: <c>ROW/CHECK.json</c> and beside it the output it was read from.</summary>
public sealed class EvidenceStore(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The last evidence of a check; null when there is none or its file is damaged.</summary>
    public Evidence? Find(string row, string check)
    {
        var path = PathOf(row, check, ".json");
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

    /// <summary>Keeps evidence and the output it was read from; returns it with the output's path filled in.</summary>
    public Evidence Keep(Evidence evidence, string output)
    {
        var path = PathOf(evidence.Row, evidence.Check, ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var kept = evidence;
        if (output.Length > 0)
        {
            kept = evidence with { Output = PathOf(evidence.Row, evidence.Check, ".output") };
            Replace(kept.Output, output);
        }
        Replace(path, JsonSerializer.Serialize(kept, Json));
        return kept;
    }

    private string PathOf(string row, string check, string suffix) => Path.Combine(folder, row, check + suffix);

    private static void Replace(string path, string text)
    {
        var draft = path + ".new";
        File.WriteAllText(draft, text);
        File.Move(draft, path, overwrite: true);
    }
}
