using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Control.Config.Checks;
using Seawall.Control.Plans.Api;
using Seawall.Control.Plans.Running;

namespace Seawall.Control.Plans;

/// <summary>The lines by which a control center has plans.</summary>
internal static class PlanHosting
{
    public static void AddPlans(this IServiceCollection services)
    {
        services.TryAddSingleton(new PlanOptions());
        services.AddSingleton<IValueCheck, PlanValueCheck>();
        services.AddSingleton<IValueCheck, RunValueCheck>();
        services.AddSingleton<PlanBook>();
        services.AddSingleton<PlanLooks>();
        services.AddSingleton<PlanRunner>();
        services.AddSingleton<PlanDesk>();
        services.AddSingleton<PlanClock>();
        services.AddHostedService(provider => provider.GetRequiredService<PlanClock>());
    }

    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        PlanApi.Map(app);
    }
}
