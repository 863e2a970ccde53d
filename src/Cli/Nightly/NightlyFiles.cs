using System.Globalization;
using System.Text.Json;
using Seawall.Lab.Nightly;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What the nights leave behind: a report a day under <c>lab/nightly</c>.</summary>
internal sealed class NightlyFiles(SeawallHome home)
{
    public string Folder { get; } = Path.Combine(home.Lab, "nightly");

    /// <summary>The day of the newest report, null before the first night.</summary>
    public DateOnly? LastDay => !Directory.Exists(Folder)
        ? null
        : Directory.EnumerateFiles(Folder, "*.json")
            .Select(file => DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : (DateOnly?)null)
            .Max();

    /// <summary>The report of a day; null when there is none, or none that can be read.</summary>
    public NightlyReport? Read(string day)
    {
        string file = PathOf(day);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<NightlyReport>(File.ReadAllBytes(file), ReportOutput.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(NightlyReport report)
    {
        Directory.CreateDirectory(Folder);
        string json = JsonSerializer.Serialize(report, ReportOutput.Json);
        string draft = $"{PathOf(report.Day)}.{Environment.ProcessId}";
        File.WriteAllText(draft, json);
        File.Move(draft, PathOf(report.Day), overwrite: true);
    }

    private string PathOf(string day) => Path.Combine(Folder, day + ".json");
}
