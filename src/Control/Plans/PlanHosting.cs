using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Plans.Api;
using Seawall.Control.Plans.Pages;
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
        services.AddSingleton<PlanInstances>();
        // A control center whose config is kept elsewhere opens no store of its own on the disk, unless a plan runs.
        services.AddSingleton(provider => new Lazy<ConfigHistory>(provider.GetRequiredService<ConfigHistory>));
        services.AddSingleton<PlanRunner>();
        services.AddSingleton<PlanDesk>();
        services.AddSingleton<PlanClock>();
        services.AddHostedService(provider => provider.GetRequiredService<PlanClock>());
    }

    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        PlanApi.Map(app);
        PlanConsole.Map(app);
    }
}
