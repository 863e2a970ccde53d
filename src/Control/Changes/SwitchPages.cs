using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>The switches: what each is for, for whom it is on, and the form that begins a change.</summary>
internal static class SwitchPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/switches", (HttpContext http, IChangeDesk desk) =>
    {
        var visit = Visit.Of(http);
        var query = SwitchesQuery.Of(http.Request.Query);
        var all = SwitchRow.All(desk.Current, visit.Now);
        return View.Of<SwitchesPage>(new { Visit = visit, All = all, Rows = query.Choose(all, visit.T.Language), Query = query, Roles = SwitchRow.RolesOf(desk.Current), desk.Current.Revision });
    });
}
