using System.Text.Encodings.Web;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Drills.Runs;

/// <summary>The reports of a home: <c>reports/drills/{id}/{number}.json</c>, the newest of each drill kept for good, twenty in all.</summary>
public sealed class ReportFiles(SeawallHome home)
{
    private const int Kept = 20;

    /// <summary>How a report is written: two spaces, Chinese as it is.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keeps a report and returns its path.</summary>
    public string Add(DrillReport report)
    {
        string folder = FolderOf(report.Id);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, report.Number + ".json");
        string draft = path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(report, Json));
        File.Move(draft, path, overwrite: true);
        foreach (string old in Files(report.Id).Skip(Kept))
        {
            File.Delete(old);
        }
        return path;
    }

    /// <summary>The newest report of a drill, or the one of a number; null when there is none that can be read.</summary>
    public DrillReport? Find(string id, string? number = null)
    {
        string? path = number is null ? Files(id).FirstOrDefault() : Path.Combine(FolderOf(id), number + ".json");
        try
        {
            return path is null ? null : JsonSerializer.Deserialize<DrillReport>(File.ReadAllText(path), Json);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The newest report of a drill on a site; null when there is none that can be read.</summary>
    public DrillReport? FindOn(string id, string site) =>
        Files(id).Select(path => Find(id, Path.GetFileNameWithoutExtension(path))).FirstOrDefault(report => report?.Site == site);

    private IEnumerable<string> Files(string id) => !Directory.Exists(FolderOf(id)) ? []
        : Directory.EnumerateFiles(FolderOf(id), "*.json").OrderDescending(StringComparer.Ordinal);

    private string FolderOf(string id) => Path.Combine(home.Reports, "drills", Path.GetFileName(id));
}
