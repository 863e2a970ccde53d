using Seawall.Client.Config;

namespace Seawall.Client.Addresses;

/// <summary>Where the services that this process calls are reached, as the config says now.</summary>
internal sealed class LiveAddresses : IDisposable
{
    private readonly Lock _turn = new();
    private readonly List<Route> _routes = [];
    private readonly LiveConfig _live;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    public LiveAddresses(LiveConfig live, TimeProvider time)
    {
        (_live, _time) = (live, time);
        _subscription = live.Subscribe(Apply);
    }

    /// <summary>The way to a service.</summary>
    public Route To(ServiceAddress service)
    {
        var route = new Route(service, _time);
        lock (_turn)
        {
            route.Follow(PublishedAddresses.In(_live.Current, service.Service));
            _routes.Add(route);
        }
        return route;
    }

    public void Dispose() => _subscription.Dispose();

    private void Apply(ConfigSnapshot snapshot)
    {
        lock (_turn)
        {
            foreach (var route in _routes)
                route.Follow(PublishedAddresses.In(snapshot, route.Service));
        }
    }

    /// <summary>The way to one service; what it leads to changes whole.</summary>
    internal sealed class Route(ServiceAddress service, TimeProvider time)
    {
        private volatile AddressRing _ring = new([service.Usual], time);

        public string Service => service.Service;

        public AddressRing Ring => _ring;

        public void Follow(IReadOnlyList<Uri>? published)
        {
            var addresses = published ?? [service.Usual];
            if (!_ring.Is(addresses))
                _ring = new AddressRing(addresses, time);
        }
    }
}
