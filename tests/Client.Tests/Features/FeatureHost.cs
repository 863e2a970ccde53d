using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Client.Tests.Features;

/// <summary>A service of one test, on a port of its own, whose switches the test turns.</summary>
internal sealed class FeatureHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LiveConfig _live = new();
    private long _revision;

    private FeatureHost(Action<WebApplication> map, Action<WebApplicationBuilder>? add, bool edge)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(_live);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddProblemDetails();
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "tested", Instance = "tested-1", Edge = edge, ControlToken = "the token" });
        add?.Invoke(builder);
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            http.Response.Headers["x-of-the-host"] = "1";
            return next(http);
        });
        _app.UseSeawall();
        _app.MapSeawallHealth();
        map(_app);
    }

    public HttpClient Http { get; private set; } = null!;

    public Hands Clock { get; } = new();

    public IServiceProvider Services => _app.Services;

    public static async Task<FeatureHost> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? add = null, bool edge = false)
    {
        var host = new FeatureHost(map, add, edge);
        try
        {
            await host._app.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
        var address = host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        host.Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(address) };
        return host;
    }

    /// <summary>Publishes these keys and no others; what could not be applied comes back.</summary>
    public IReadOnlyList<Exception> Publish(params (string Key, string Json)[] entries) =>
        _live.Swap(ConfigSnapshot.Of(++_revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Json, _revision))));

    public void TurnOff(string feature, string? plan = null) => Publish(($"switch/{feature}",
        $$$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"{{{(plan is null ? "" : $$""","metadata":{"plan":"{{plan}}"}""")}}}}"""));

    public void TurnOn() => Publish();

    public async ValueTask DisposeAsync()
    {
        TurnOn();
        Http?.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed class Hands : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 11, 0, 0, 0, TimeSpan.FromHours(8));

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
