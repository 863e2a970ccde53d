using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Changes;
using Seawall.Control.Processes;
using Seawall.Control.Shell;

namespace Seawall.Control.Palette;

/// <summary>The command palette as a page; with scripts, Ctrl-K or ⌘-K opens the same list over any page.</summary>
internal static class PalettePages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/palette", (string? q, HttpContext http, ISiteProcesses site) =>
    {
        var visit = Visit.Of(http);
        var desk = http.RequestServices.GetService<IChangeDesk>();
        IReadOnlyList<SwitchRow> switches = desk is null ? [] : SwitchRow.All(desk.Current, visit.Now);
        var words = (q ?? "").Trim();
        var all = PaletteEntry.All(visit.T, Frame.Places.Concat(ChangePlaces.All), switches, site.Read().Processes.Select(process => process.Name));
        return View.Of<PalettePage>(new { Visit = visit, Words = words, Entries = all.Where(entry => entry.Fits(visit.T, words)).ToList() });
    });
}
