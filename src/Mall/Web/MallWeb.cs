using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Doors;
using Seawall.Client.Hosting;
using Seawall.Mall.Web.Assets;
using Seawall.Mall.Web.Languages;
using Seawall.Mall.Web.Pages;
using Seawall.Mall.Web.Pages.Channels;
using Seawall.Mall.Web.Pages.Group;
using Seawall.Mall.Web.Pages.Promotions;
using Seawall.Mall.Web.Pages.Reviews;
using Seawall.Mall.Web.Pages.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web;

/// <summary>The storefront: pages over the contracts of accounts, catalog and trade, which the host adds.</summary>
public static class MallWeb
{
    /// <summary>Its name in a topology.</summary>
    public const string Name = "web";

    /// <summary>Hosts the storefront; <paramref name="keys"/> is the folder of the keys that sign forms, shared by all storefronts of a site.</summary>
    public static IServiceCollection AddMallWeb(this IServiceCollection services, DirectoryInfo keys)
    {
        services.AddDataProtection().SetApplicationName("seawall-mall").PersistKeysToFileSystem(keys);
        // Chinese as it is instead of as numbers: a page of it is a third of the size. What HTML itself uses is still escaped.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddRazorComponents();
        services.AddAntiforgery(options => options.Cookie.Name = "form");
        services.AddHttpContextAccessor();
        services.AddSingleton(new EdgeVisitors { KnownAs = http => SessionCookie.Read(http) ?? DeviceCookie.Read(http), IsPersonal = http => SessionCookie.Read(http) is not null });
        return services.AddScoped<Visit>();
    }

    /// <summary>The order in which a request passes: failures, headers, route, caller, form check, page.</summary>
    public static void UseMallWeb(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => ShowProblem(http, Failure.StatusOf(http)),
            // An outage fails many requests alike: one line each says it, without a stack.
            SuppressDiagnosticsCallback = failed => Failure.IsOutage(failed.Exception),
        });
        app.Use(SecurityHeaders.Add);
        app.UseRouting();
        app.UseSeawall();
        app.UseAntiforgery();
        app.MapSeawallHealth();
        SiteAssets.Map(app);
        LanguageChoice.Map(app);
        Home.Map(app);
        ChannelPages.Map(app);
        ShopList.Map(app);
        ShopHome.Map(app);
        ShopItems.Map(app);
        Lists.Map(app);
        Item.Map(app);
        CartForms.Map(app);
        Checkout.Map(app);
        Orders.Map(app);
        SignIn.Map(app);
        Me.Map(app);
        ItemReviews.Map(app);
        WriteReview.Map(app);
        GroupPages.Map(app);
        Activities.Map(app);
        CouponCenter.Map(app);
        app.MapFallback(http => ShowProblem(http, StatusCodes.Status404NotFound));
    }

    private static Task ShowProblem(HttpContext http, int status) =>
        View.Problem(http.RequestServices.GetRequiredService<Visit>(), status).ExecuteAsync(http);
}
