using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Seawall.Client.Links;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Tests.Links;

/// <summary>The table of links is one for the process: no other class of these tests sets it.</summary>
public sealed class LinkHandlerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _service = Build("service");
    private readonly WebApplication _proxy = Build("proxy");
    private readonly HttpClient _http = new(new LinkHandler(() => new SocketsHttpHandler { UseProxy = false }));

    public async Task InitializeAsync()
    {
        await _service.StartAsync();
        await _proxy.StartAsync();
        _http.BaseAddress = new Uri($"http://127.0.0.1:{PortOf(_service)}");
    }

    public async Task DisposeAsync()
    {
        LinkTable.Set(FrozenDictionary<Link, int>.Empty);
        _http.Dispose();
        await _service.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Calls_go_the_way_a_drill_orders_from_the_next_one_on_and_back_when_it_is_over()
    {
        Assert.Equal("service", await _http.GetStringAsync("/who"));
        Order(PortOf(_proxy));
        Assert.Equal("proxy", await _http.GetStringAsync("/who"));
        Order(0);
        Assert.Equal("service", await _http.GetStringAsync("/who"));
    }

    [Fact]
    public async Task A_call_under_way_ends_on_the_old_way_and_a_stream_without_end_is_closed()
    {
        using var stream = await _http.GetStreamAsync("/endless");
        Assert.Equal(1, await stream.ReadAsync(new byte[1]));
        var underWay = _http.GetStringAsync("/later");
        await _asked.Task.WaitAsync(Patience);
        Order(PortOf(_proxy));
        _answer.SetResult();
        Assert.Equal("service, later", await underWay.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<IOException>(() => ReadToEndAsync(stream).WaitAsync(Patience));
    }

    [Fact]
    public async Task Another_services_way_changes_nothing()
    {
        Assert.Equal("service", await _http.GetStringAsync("/who"));
        LinkTable.Set(new Dictionary<Link, int> { [Link.To("localhost", 1)] = PortOf(_proxy) }.ToFrozenDictionary());
        Assert.Equal("service", await _http.GetStringAsync("/who"));
    }

    private static readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Order(int proxy) => LinkTable.Set(
        proxy == 0 ? FrozenDictionary<Link, int>.Empty : new Dictionary<Link, int> { [Link.To("127.0.0.1", PortOf(_service))] = proxy }.ToFrozenDictionary());

    private static async Task ReadToEndAsync(Stream stream)
    {
        var buffer = new byte[16];
        while (await stream.ReadAsync(buffer) > 0)
        {
            // Until the connection is closed.
        }
    }

    private static int PortOf(WebApplication app) => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    private static WebApplication Build(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/who", () => name);
        app.MapGet("/later", async () =>
        {
            _asked.SetResult();
            await _answer.Task;
            return $"{name}, later";
        });
        app.MapGet("/endless", async (HttpContext http) =>
        {
            await http.Response.Body.WriteAsync(new byte[] { 1 });
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return app;
    }
}
