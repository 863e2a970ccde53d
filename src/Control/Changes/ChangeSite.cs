using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Seawall.Control.Changes;

/// <summary>The pages about config.</summary>
internal static class ChangeSite
{
    public static void Add(IServiceCollection services) => services.TryAddSingleton<IChangeDesk, StoreDesk>();

    public static void Map(IEndpointRouteBuilder app)
    {
        SwitchPages.Map(app);
        PlanPages.Map(app);
        HistoryPages.Map(app);
        ItemPages.Map(app);
        RolePages.Map(app);
        InstancePages.Map(app);
    }
}
