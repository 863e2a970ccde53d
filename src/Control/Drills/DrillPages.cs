using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Control.Shell;

namespace Seawall.Control.Drills;

/// <summary><c>/drills</c>: every drill with its newest report.</summary>
internal static class DrillPages
{
    public static void AddDrillPages(this IServiceCollection services) => services.TryAddSingleton<IDrillReports, NoDrills>();

    public static void MapDrillPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/drills", (HttpContext http, IDrillReports drills) => View.Of<DrillsPage>(new { Visit = Visit.Of(http), Lines = drills.Read() }));
}
