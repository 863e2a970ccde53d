using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Config;
using Seawall.Client.Features;

namespace Seawall.Client.Switches;

/// <summary>The part of <c>AddSeawall()</c> that is about switches.</summary>
internal static class SwitchHosting
{
    /// <summary>Adds the board that follows the live config, and the check of all features at start.</summary>
    public static void AddSwitches(this IServiceCollection services)
    {
        services.TryAddSingleton<LiveConfig>();
        services.TryAddSingleton(SwitchBoard.Book);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHostedService<SwitchFeed>();
        services.AddRouting();
        services.AddHostedService<FeatureCheck>();
        services.TryAddSingleton<LastGoodAnswers>();
    }
}
