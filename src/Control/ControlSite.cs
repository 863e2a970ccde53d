using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Hosting;
using Seawall.Control.Alerts;
using Seawall.Control.Assets;
using Seawall.Control.Changes;
using Seawall.Control.Config.Api;
using Seawall.Control.Config;
using Seawall.Control.Dependencies;
using Seawall.Control.Dial;
using Seawall.Control.Doors;
using Seawall.Control.Drills;
using Seawall.Control.Gates;
using Seawall.Control.Languages;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Metrics;
using Seawall.Control.Ofrep;
using Seawall.Control.Operators;
using Seawall.Control.Overview;
using Seawall.Control.Palette;
using Seawall.Control.Plans;
using Seawall.Control.Processes;
using Seawall.Control.Push;
using Seawall.Control.Readiness;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;
using Seawall.Control.Statements;

namespace Seawall.Control;

/// <summary>
/// The console: pages over what the host adds as <see cref="ISiteProcesses"/>, <see cref="ILiveGates"/>, <see cref="IStatements"/>, <see cref="ILabReports"/>,
/// <see cref="IReadinessBoard"/> and <see cref="ISignInStore"/>. It needs no database, and shows what is down instead of failing with it.
/// </summary>
public static class ControlSite
{
    private const int AttemptsAMinute = 20;

    public static IServiceCollection AddControl(this IServiceCollection services, ControlOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddDataProtection().SetApplicationName("seawall-console").PersistKeysToFileSystem(options.FormKeys);
        // Chinese as it is instead of as numbers; what HTML itself uses is still escaped.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddRazorComponents();
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = "seawall-console-form";
            form.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(SignInPages.RateLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress, _ => new FixedWindowRateLimiterOptions { PermitLimit = AttemptsAMinute, Window = TimeSpan.FromMinutes(1) }));
            limiter.OnRejected = async (rejected, _) => await SignInPages.TooMany(rejected.HttpContext).ExecuteAsync(rejected.HttpContext);
        });
        services.AddSingleton<OperatorBook>();
        services.AddConfigCenter(options.Cluster);
        ChangeSite.Add(services);
        services.AddPlans();
        DoorPages.Add(services);
        services.AddSingleton<TokenAttempts>();
        services.AddSingleton<SignInBook>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<LiveSampler>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveSampler>());
        services.AddControlMetrics(options.Data);
        services.AddMatrix();
        services.AddDrillPages();
        return services;
    }

    /// <summary>The order in which a request passes: services of the config center, failures, headers, route, who asks, how often, form check, page.</summary>
    public static void UseControl(this WebApplication app)
    {
        app.UseConfigPush();
        app.UseOfrep();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ShowFailure });
        app.Use(SecurityHeaders.Add);
        app.UseRouting();
        app.UseSeawall();
        app.Use(RequireSignIn.Check);
        app.UseRateLimiter();
        app.UseAntiforgery();
        MapHealth(app);
        ConsoleAssets.Map(app);
        LanguageChoice.Map(app);
        SignInPages.Map(app);
        OverviewPages.Map(app);
        LivePages.Map(app);
        StatementPages.Map(app);
        app.MapGates();
        MarginPages.Map(app);
        ProcessPages.Map(app);
        app.MapControlMetrics();
        app.MapMatrix();
        app.MapDrillPages();
        ReadinessPages.Map(app);
        app.MapAlerts();
        ChangeSite.Map(app);
        app.MapDial();
        DoorPages.Map(app);
        PalettePages.Map(app);
        app.MapInstances();
        app.MapNodes();
        ConfigApi.Map(app);
        app.MapPlans();
        app.MapFallback((HttpContext http) => View.Problem(http, StatusCodes.Status404NotFound));
    }

    // It has nothing to wait for, so that it answers is all there is to say.
    private static void MapHealth(IEndpointRouteBuilder app)
    {
        app.MapGet("/health", () => "ok").WithMetadata(Open.ToAll);
        app.MapGet("/alive", () => "alive").WithMetadata(Open.ToAll);
    }

    private static Task ShowFailure(HttpContext http)
    {
        var failure = http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error;
        return View.Problem(http, failure is BadHttpRequestException ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError).ExecuteAsync(http);
    }
}
