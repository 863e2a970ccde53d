using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Changes;
using Seawall.Control.Config.Checks;
using Seawall.Control.Metrics;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Doors;

/// <summary>The waiting rooms: how many wait, how many are let in a second, how long the last one waits; and <c>/api/doors</c> with the same.</summary>
internal static class DoorPages
{
    public static void Add(IServiceCollection services) => services.AddSingleton<IValueCheck, DoorValueCheck>().AddSingleton<IValueCheck, PinValueCheck>();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/doors", (HttpContext http, IChangeDesk desk, IMetricSource source) => View.Of<DoorsPage>(new { Visit = Visit.Of(http), Rooms = RoomView.All(desk.Current, source) }));
        app.MapGet("/api/doors", (IChangeDesk desk, IMetricSource source) => Results.Json(new
        {
            Rooms = RoomView.All(desk.Current, source).Select(room => new
            {
                room.Room,
                room.State,
                Paths = room.Rules.Paths.Select(path => path.ToString()),
                room.Rules.Roles,
                room.Rules.Places,
                MostInside = room.Rules.Inside,
                room.Rules.PerSecond,
                room.Revision,
                room.Waiting,
                room.Inside,
                room.Admitted,
                Rate = room.PerSecond,
                room.EstimateSeconds,
                room.Refused,
            }),
        })).RequirePerson(OperatorLevel.Viewer);
    }
}
