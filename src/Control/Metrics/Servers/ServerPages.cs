using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Metrics.Servers;

/// <summary>Every process and the machine it runs on.</summary>
internal static class ServerPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/servers", (HttpContext http, ServerFigures figures) => View.Of<ServersPage>(new
    {
        Visit = Visit.Of(http),
        Host = figures.Host(),
        Lines = figures.Processes(),
    }));
}
