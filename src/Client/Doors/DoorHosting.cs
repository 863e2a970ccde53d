using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Seawall.Client.Hosting;

namespace Seawall.Client.Doors;

/// <summary>The front door of a service that strangers reach.</summary>
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
    }

    /// <summary>Stands before routing.</summary>
    public static void UseDoors(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<LiveDoors>() is not null)
            app.UseMiddleware<DoorMiddleware>();
    }
}

/// <summary>Calls whose turn it is, ten times a second, so that a turn needs nobody's poll.</summary>
internal sealed class DoorPump(LiveDoors doors, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            doors.Advance();
    }
}
