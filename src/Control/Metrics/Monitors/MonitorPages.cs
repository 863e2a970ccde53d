using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Metrics.Monitors;

/// <summary>The monitors that promises name, row by row.</summary>
internal static class MonitorPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/monitors", (HttpContext http, MonitorFigures figures) => View.Of<MonitorsPage>(new { Visit = Visit.Of(http), Lines = figures.Lines() }));
        app.MapGet("/api/metrics/monitors", (MonitorFigures figures) => figures.Lines()).RequirePerson(OperatorLevel.Viewer);
    }
}
