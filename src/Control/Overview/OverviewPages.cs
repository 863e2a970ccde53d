using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Alerts;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Processes;
using Seawall.Control.Readiness;
using Seawall.Control.Shell;

namespace Seawall.Control.Overview;

/// <summary>The site at a glance: what runs, what it serves now, whether it will carry the day, what needs somebody.</summary>
internal static class OverviewPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", (HttpContext http, ISiteProcesses site, LiveSampler live, ILabReports reports, IReadinessBoard board) =>
        View.Of<OverviewPage>(new { Visit = Visit.Of(http), Site = site.Read(), Window = live.Look(), Reports = reports.Read(), Board = board.Read(), Firing = AlertPages.Firing(http.RequestServices) }));
}
