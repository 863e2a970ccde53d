using System.Globalization;

namespace Seawall.Lab.Pulling;

/// <summary>The days that were pulled: a folder each, <c>yyyy-MM-dd</c>, with the statements as one capture and what the pull said.</summary>
public sealed class PulledDays(string root)
{
    public const string CaptureName = "day.swc.gz";

    public string Folder(string day) => Path.Combine(root, day);

    public string Capture(string day) => Path.Combine(Folder(day), CaptureName);

    public bool Has(string day) => File.Exists(Capture(day));

    /// <summary>The days there are, oldest first.</summary>
    public IReadOnlyList<DateOnly> All() => !Directory.Exists(root)
        ? []
        : [.. Directory.EnumerateDirectories(root).Select(Path.GetFileName).Select(DateOf).Where(d => d is not null && Has(Name(d.Value))).Select(d => d!.Value).Order()];

    /// <summary>Removes the days that lie <paramref name="keep"/> days or more before <paramref name="newest"/>; returns their names.</summary>
    public IReadOnlyList<string> Prune(DateOnly newest, int keep)
    {
        string[] old = [.. All().Where(d => d <= newest.AddDays(-keep)).Select(Name)];
        foreach (string day in old)
            Directory.Delete(Folder(day), recursive: true);
        return old;
    }

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? DateOf(string? name) =>
        DateOnly.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;
}
