using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Control.Tests.Push;

/// <summary>A service that joined with <c>AddSeawall</c>, without a web server.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ServiceHost(IHost host) => _host = host;

    public LiveConfig Live => _host.Services.GetRequiredService<LiveConfig>();

    public ConfigStanding Standing => _host.Services.GetRequiredService<ConfigState>().Current;

    public static async Task<ServiceHost> StartAsync(DirectoryInfo state, DirectoryInfo? breakGlass, params IReadOnlyList<Uri> nodes)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSeawall(new SeawallServiceOptions
        {
            Name = "shop",
            Instance = "shop-1",
            ControlCenter = nodes,
            ControlToken = PushHost.Token,
            State = state,
            BreakGlass = breakGlass,
            BreakGlassSecret = PushHost.BreakGlassSecret,
        });
        var host = builder.Build();
        await host.StartAsync();
        return new ServiceHost(host);
    }

    public async Task UntilAsync(string what, Func<ServiceHost, bool> holds) => await Eventually.HoldsAsync(what, () => holds(this), () => $"{Standing.Summary}; {string.Join("; ", Standing.Refused)}");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>Waits for what comes by itself; the message of the failure says what was seen last.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(string what, Func<bool> holds, Func<string> seen)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            Assert.False(late.IsCancellationRequested, $"waited 30 s until {what}; last seen: {seen()}");
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
