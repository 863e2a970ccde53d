using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace Seawall.Client.FeatureManagement;

/// <summary>The line by which code written for Microsoft.FeatureManagement asks our switches.</summary>
public static class FeatureManagementHosting
{
    /// <summary><c>[FeatureGate("catalog.recommend")]</c>, <c>WithFeatureGate</c>, <c>IFeatureManager</c> and <c>IVariantFeatureManager</c> answer as the switches do.</summary>
    public static IServiceCollection AddSeawallFeatureManagement(this IServiceCollection services)
    {
        services.AddSingleton<IFeatureDefinitionProvider, BoardDefinitions>();
        services.AddFeatureManagement().AddFeatureFilter<SwitchFilter>();
        return services;
    }
}
