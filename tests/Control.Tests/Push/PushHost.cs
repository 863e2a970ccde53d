using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config.Push;
using Seawall.Control.Config;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Push;

/// <summary>A node of the config center on a port of its own, before a store in memory.</summary>
internal sealed class PushHost : IAsyncDisposable
{
    public const string Token = "clients-token-of-the-tests";

    public const string BreakGlassSecret = "break-glass-secret-of-the-tests";

    private readonly WebApplication _app;

    private PushHost(WebApplication app, IConfigStore store)
    {
        (_app, Store) = (app, store);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public IConfigStore Store { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IInstances Instances => _app.Services.GetRequiredService<IInstances>();

    public static async Task<PushHost> StartAsync(IConfigStore? store = null, PushOptions? options = null, int port = 0)
    {
        store ??= new MemoryConfigStore();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton(store);
        builder.Services.AddConfigPush((options ?? new PushOptions()) with { ClientsToken = Token });
        var app = builder.Build();
        app.UseConfigPush();
        app.MapInstances();
        await app.StartAsync();
        return new PushHost(app, store);
    }

    public async Task<long> PublishAsync(params (string Key, string? Value)[] changes)
    {
        var outcome = await Store.PublishAsync(
            new PublishRequest { Changes = [.. changes.Select(c => new WantedChange(c.Key, c.Value))], Actor = "tests", Reason = "a test" }, CancellationToken.None);
        return Assert.IsType<PublishOutcome.Published>(outcome).Revision;
    }

    /// <summary>The events of one stream, each within 20 s.</summary>
    public async IAsyncEnumerable<SessionEvent> ListenAsync(string query = "service=shop&instance=shop-1")
    {
        using var answer = await Http.GetAsync($"/config/stream?{query}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(), (name, data) => ConfigWire.Read(name, data)).EnumerateAsync().GetAsyncEnumerator();
        while (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)))
            yield return events.Current.Data;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
