using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Push;

namespace Seawall.Control.Changes;

/// <summary>The instances that the config center pushes to; none where it pushes to nobody.</summary>
internal static class Fleet
{
    private static readonly FleetView Nobody = new(0, 0, 0, 0, [], []);

    public static FleetView Of(HttpContext http) => http.RequestServices.GetService<IInstances>()?.Look() ?? Nobody;
}
