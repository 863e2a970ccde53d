using System.Net;
using System.Net.Sockets;
using Seawall.Client.Config;

namespace Seawall.Control.Tests.Push;

/// <summary>A service joined by one line, before a real node over real sockets.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("seawall-state-");

    [Fact]
    public async Task A_publish_reaches_every_listener_before_it_is_acknowledged()
    {
        await using var node = await PushHost.StartAsync();
        await using var service = await ServiceHost.StartAsync(_state, null, node.Address);
        var heard = new List<string?>();
        service.Live.Subscribe(config => heard.Add(config["item/shop/a"]));

        await node.PublishAsync(("item/shop/a", "1"));
        await Eventually.HoldsAsync("revision 1 is acknowledged", () => node.Instances.Look().AtHead == 1, () => node.Instances.Look().Summary);

        Assert.Equal("1", heard[^1]);
        Assert.True(service.Standing is { Connected: true, Source: ConfigSource.Center, Revision: 1 }, service.Standing.Summary);
    }

    [Fact]
    public async Task What_a_listener_cannot_apply_is_acknowledged_as_a_fault_and_stops_no_other()
    {
        await using var node = await PushHost.StartAsync();
        await using var service = await ServiceHost.StartAsync(_state, null, node.Address);
        var heard = 0L;
        service.Live.Subscribe(config => _ = config.Revision > 0 ? throw new FormatException("no such unit") : 0);
        service.Live.Subscribe(config => heard = config.Revision);

        await node.PublishAsync(("item/shop/a", "1"));
        await Eventually.HoldsAsync("the fault is known", () => node.Instances.Look().Stragglers.Count == 1, () => node.Instances.Look().Summary);

        Assert.Equal("FormatException: no such unit", node.Instances.Look().Stragglers[0].Faults.Single());
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_restart_with_every_node_dead_has_its_config_at_once()
    {
        await using (var node = await PushHost.StartAsync())
        {
            await using var service = await ServiceHost.StartAsync(_state, null, node.Address);
            await node.PublishAsync(("item/shop/a", "1"));
            await service.UntilAsync("the copy is on the disk", s => s.Standing.KeptRevision == 1);
        }

        await using var alone = await ServiceHost.StartAsync(_state, null, Nobody());

        Assert.Equal("1", alone.Live.Current["item/shop/a"]);
        Assert.True(alone.Standing is { Connected: false, Source: ConfigSource.File, Revision: 1 }, alone.Standing.Summary);
    }

    [Fact]
    public async Task A_dead_node_is_left_for_one_that_lives_and_its_return_is_a_delta_away()
    {
        await using var node = await PushHost.StartAsync();
        await using var service = await ServiceHost.StartAsync(_state, null, Nobody(), node.Address);
        await node.PublishAsync(("item/shop/a", "1"));
        await service.UntilAsync("it is in step", s => s.Standing is { Connected: true, Revision: 1 });
    }

    [Fact]
    public async Task A_node_killed_and_started_again_finds_its_service_back_without_losing_a_revision()
    {
        var first = await PushHost.StartAsync();
        var store = first.Store;
        await using var service = await ServiceHost.StartAsync(_state, null, first.Address);
        await first.PublishAsync(("item/shop/a", "1"));
        await service.UntilAsync("revision 1 is in force", s => s.Standing.Revision == 1);
        await first.DisposeAsync();
        await service.UntilAsync("the loss is noticed", s => !s.Standing.Connected);
        await store.PublishAsync(new() { Changes = [new("item/shop/a", "2")], Actor = "tests", Reason = "while it was away" }, CancellationToken.None);

        await using var second = await PushHost.StartAsync(store, port: first.Address.Port);
        await service.UntilAsync("revision 2 is in force", s => s.Standing is { Connected: true, Revision: 2 });

        Assert.Equal(store.Current.Digest, service.Live.Current.Digest);
    }

    public void Dispose() => _state.Delete(recursive: true);

    private static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
