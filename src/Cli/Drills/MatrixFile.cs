using System.Text.Json;
using Seawall.Control.Dependencies;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What drills found of features and dependencies: <c>reports/matrix.json</c> of the home, the newest finding of each.</summary>
internal static class MatrixFile
{
    private sealed record Kept(IReadOnlyList<TestedCell> Cells);

    /// <summary>Empty before the first drill, and when the file can't be read.</summary>
    public static IReadOnlyList<TestedCell> Read(SeawallHome home)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(File.ReadAllText(PathOf(home)), ControlApi.Json)?.Cells ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps what a drill found while dependencies were away, in the place of all that was known of them.</summary>
    public static void Replace(SeawallHome home, IReadOnlyCollection<string> dependencies, IReadOnlyCollection<TestedCell> found)
    {
        IEnumerable<TestedCell> others = Read(home).Where(old => !dependencies.Contains(old.Dependency));
        var kept = new Kept([.. others.Concat(found).OrderBy(cell => cell.Feature, StringComparer.Ordinal).ThenBy(cell => cell.Dependency, StringComparer.Ordinal)]);
        Directory.CreateDirectory(home.Reports);
        string path = PathOf(home);
        string unfinished = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(kept, ControlApi.Json));
        File.Move(unfinished, path, overwrite: true);
    }

    private static string PathOf(SeawallHome home) => Path.Combine(home.Reports, "matrix.json");
}
