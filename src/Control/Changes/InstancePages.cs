using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>Which instance is at which revision; those that lag are named first.</summary>
internal static class InstancePages
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/instances", (HttpContext http) => View.Of<InstancesPage>(new { Visit = Visit.Of(http), Fleet = Fleet.Of(http) }));
}
