using Seawall.Control.Changes;
using Seawall.Control.Languages;

namespace Seawall.Control.Palette;

/// <summary>Somewhere to go or something to begin: a page, a business, a process, the change of a switch.</summary>
/// <param name="Kind">The text key of its kind.</param>
/// <param name="Detail">What tells it from others of its name; null for nothing.</param>
public sealed record PaletteEntry(string Kind, string Name, string Path, string? Detail = null)
{
    /// <summary>Whether every word is found in name, detail or kind.</summary>
    public bool Fits(Texts t, string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .All(word => Name.Contains(word, StringComparison.OrdinalIgnoreCase) || Detail?.Contains(word, StringComparison.OrdinalIgnoreCase) == true || t[Kind].Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Everything, pages first.</summary>
    public static IReadOnlyList<PaletteEntry> All(Texts t, IEnumerable<(string Path, string Key)> pages, IReadOnlyList<SwitchRow> switches, IEnumerable<string> processes) =>
    [
        .. pages.Select(page => new PaletteEntry("palette.page", t[page.Key], page.Path)),
        .. switches.Select(row => row.Business).Distinct().Select(business => new PaletteEntry("palette.business", business, "/switches?business=" + Uri.EscapeDataString(business))),
        .. processes.Select(process => new PaletteEntry("palette.process", process, "/processes/" + Uri.EscapeDataString(process))),
        .. switches.Select(row => Change(t, row)),
    ];

    private static PaletteEntry Change(Texts t, SwitchRow row) => row.State == SwitchState.On
        ? new PaletteEntry("palette.off", row.What(t.Language), $"/changes/plan?key={Uri.EscapeDataString(row.Key)}&set=off", row.Key)
        : new PaletteEntry("palette.on", row.What(t.Language), $"/changes/plan?key={Uri.EscapeDataString(row.Key)}&set=on", row.Key);
}
