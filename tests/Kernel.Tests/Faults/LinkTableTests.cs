using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Seawall.Kernel.Faults;
using Seawall.Testing;

namespace Seawall.Kernel.Tests.Faults;

/// <summary>The table is one for the process, so these run one after the other.</summary>
public sealed class LinkTableTests : IDisposable
{
    private readonly TcpListener _direct = new(IPAddress.Loopback, 0);
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly int _port;

    public LinkTableTests()
    {
        _direct.Start();
        _proxy.Start();
        _port = PortOf(_direct);
    }

    public void Dispose()
    {
        LinkTable.Set(FrozenDictionary<Link, int>.Empty);
        SiteClock.Offset = TimeSpan.Zero;
        _direct.Dispose();
        _proxy.Dispose();
    }

    [Fact]
    public async Task A_redirected_address_is_dialled_at_the_proxy_and_by_itself_when_the_lease_is_over()
    {
        Set((_port, PortOf(_proxy)));
        Assert.Equal(PortOf(_proxy), await DialAsync());
        Assert.Equal(PortOf(_proxy), ((IPEndPoint)LinkTable.WayTo(new IPEndPoint(IPAddress.Loopback, _port))).Port);
        Set();
        Assert.Equal(_port, await DialAsync());
    }

    [Fact]
    public async Task A_proxy_that_is_gone_is_passed_by()
    {
        Set((_port, PortOf(_proxy)));
        _proxy.Stop();
        Assert.Equal(_port, await DialAsync());
    }

    [Fact]
    public void Who_subscribed_is_told_of_each_address_whose_way_changed_and_of_no_other()
    {
        List<int> told = [];
        using (LinkTable.Subscribe(link => told.Add(link.Port)))
        {
            Set((1, 11), (2, 12));
            Set((1, 11), (2, 13), (3, LinkOrder.Anew));
            Set((1, 11), (2, 13), (3, LinkOrder.Anew));
            Assert.Equal(0, LinkTable.ProxyPort("localhost", 3));
            Set((1, 11));
        }
        Set();
        Assert.Equal([1, 2, 2, 3, 2, 3], told.Chunk(2).SelectMany(pair => pair.Order()));
    }

    [Fact]
    public void Without_a_lease_asking_for_the_way_and_for_the_time_allocates_nothing()
    {
        // What the first use of a class costs is no call's.
        var sum = LinkTable.ProxyPort("catalog.example", 80) + SiteClock.Instance.GetUtcNow().Ticks;
        var bytes = AllocationGauge.Of(20, () =>
        {
            for (var i = 0; i < 1000; i++)
                sum += LinkTable.ProxyPort("catalog.example", 80) + SiteClock.Instance.GetUtcNow().Ticks;
        });
        Assert.Equal(0, bytes);
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void A_clock_that_jumped_tells_another_time_and_its_timestamps_go_on()
    {
        var before = SiteClock.Instance.GetUtcNow();
        SiteClock.Offset = TimeSpan.FromDays(2);
        Assert.True(SiteClock.Instance.GetUtcNow() - before >= TimeSpan.FromDays(2));
        Assert.True(SiteClock.Instance.GetElapsedTime(TimeProvider.System.GetTimestamp()) < TimeSpan.FromDays(1));
    }

    private async Task<int> DialAsync()
    {
        using var socket = await LinkTable.ConnectAsync("localhost", _port, _ => { }, CancellationToken.None);
        return ((IPEndPoint)socket.RemoteEndPoint!).Port;
    }

    private static void Set(params (int Port, int Proxy)[] ways) => LinkTable.Set(ways.ToFrozenDictionary(way => Link.To("localhost", way.Port), way => way.Proxy));

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
