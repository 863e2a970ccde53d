using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Seawall.Control.Ofrep;

/// <summary>The lines by which a process with an <see cref="Config.IConfigStore"/> evaluates flags for others.</summary>
public static class OfrepHosting
{
    public static IServiceCollection AddOfrep(this IServiceCollection services, OfrepOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return services.AddSingleton<OfrepFlags>().AddSingleton<OfrepAccess>().AddSingleton<OfrepEvents>().AddSingleton<OfrepEndpoints>();
    }

    /// <summary>Answers evaluations before anything else looks at a request; without <see cref="AddOfrep"/> it does nothing.</summary>
    public static void UseOfrep(this IApplicationBuilder app) => app.ApplicationServices.GetService<OfrepEndpoints>()?.Use(app);
}
