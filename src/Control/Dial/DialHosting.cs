using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config.Checks;
using Seawall.Control.Dial.Steering;
using Seawall.Control.Freezes;

namespace Seawall.Control.Dial;

/// <summary>The dial, what steers it, and the freeze, as services.</summary>
internal static class DialHosting
{
    public static void AddDial(this IServiceCollection services)
    {
        services.AddSingleton<IValueCheck, DialCheck>();
        services.AddSingleton<IValueCheck, FreezeCheck>();
        services.AddSingleton<DialDesk>();
        services.AddSingleton<FreezeDesk>();
        services.AddSingleton<PressureReader>();
        services.AddSingleton<SteeringWork>();
        services.AddHostedService(provider => provider.GetRequiredService<SteeringWork>());
    }

    public static void MapDial(this IEndpointRouteBuilder app)
    {
        DialApi.Map(app);
        DialPages.Map(app);
        FreezeApi.Map(app);
        FreezePages.Map(app);
    }
}
