using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Hosting;
using Seawall.Client.Pins;

namespace Seawall.Client.Doors;

/// <summary>The front door of a service that strangers reach: waiting rooms, then pinned pages.</summary>
internal static class DoorHosting
{
    /// <summary>Adds it where the options give a secret for tickets; without one there are no waiting rooms.</summary>
    public static void AddDoors(this IServiceCollection services, SeawallServiceOptions options)
    {
        if (options.DoorSecret is not { Length: > 0 } secret)
            return;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new EdgeVisitors());
        services.AddSingleton(new TicketSeal(secret));
        services.AddSingleton<LiveDoors>();
        services.AddHostedService<DoorPump>();
        services.AddSingleton<PageStore>();
    }

    /// <summary>Stands before routing.</summary>
    public static void UseDoors(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<LiveDoors>() is not null)
            app.UseMiddleware<DoorMiddleware>().UseMiddleware<PinMiddleware>();
    }
}
