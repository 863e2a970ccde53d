using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Control.Config;
using Seawall.Control.Ofrep;

namespace Seawall.Control.Tests.Ofrep;

/// <summary>A process that evaluates flags for others, on a port of its own before a store in memory, and counts who asks what.</summary>
internal sealed class OfrepServer : IAsyncDisposable
{
    public const string Token = "a token of the tests";

    private readonly WebApplication _app;

    private OfrepServer(WebApplication app, MemoryConfigStore store)
    {
        (_app, Store) = (app, store);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public MemoryConfigStore Store { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <param name="map">What else it serves, such as a page; it stands behind the evaluations.</param>
    public static async Task<OfrepServer> StartAsync(OfrepOptions? options = null, Action<WebApplication>? map = null)
    {
        var store = new MemoryConfigStore();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IConfigStore>(store);
        builder.Services.AddOfrep((options ?? new OfrepOptions()) with { Tokens = ["another", Token] });
        var app = builder.Build();
        app.UseOfrep();
        map?.Invoke(app);
        await app.StartAsync();
        return new OfrepServer(app, store);
    }

    public async Task PublishAsync(params (string Key, string? Flag)[] flags) => await Store.PublishAsync(
        new PublishRequest { Changes = [.. flags.Select(flag => new WantedChange($"switch/{flag.Key}", flag.Flag))], Actor = "tests", Reason = "a test" }, CancellationToken.None);

    /// <summary>One flag of every type, and such as say no.</summary>
    public Task PublishSamplesAsync() => PublishAsync(
        ("catalog.recommend", OffFor("h5")),
        ("web.layout", """{"state":"ENABLED","variants":{"grid":"a grid","list":"a list"},"defaultVariant":"grid","targeting":{"if":[{"==":[{"var":"role"},"h5"]},"list",null]},"metadata":{"grade":"G4","owner":"web"}}"""),
        ("web.count", """{"state":"ENABLED","variants":{"few":3,"many":30},"defaultVariant":"many"}"""),
        ("web.rate", """{"state":"ENABLED","variants":{"half":0.5},"defaultVariant":"half"}"""),
        ("web.page", """{"state":"ENABLED","variants":{"a":{"size":5,"order":["new","old"]}},"defaultVariant":"a"}"""),
        ("web.share", """{"state":"ENABLED","variants":{"one":"one","two":"two"},"defaultVariant":"one","targeting":{"fractional":[["one",0],["two",100]]}}"""),
        ("web.disabled", """{"state":"DISABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}"""));

    public static string OffFor(params string[] roles) => $$$"""
        {"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"if":[{"in":[{"var":"role"},[{{{string.Join(',', roles.Select(role => $"\"{role}\""))}}}]]},"off","on"]},"metadata":{"grade":"G3"}}
        """;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
