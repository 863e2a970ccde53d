using System.Net;
using Seawall.Kernel.Faults;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>
/// Troubles a link: a proxy of its own stands before the far end, and the processes that dial it are ordered to dial the proxy. Connections that stood are
/// made anew on both turns. Loss is made by the kernel's packet filter where it can be had, else by stalls as they would come of it.
/// </summary>
internal sealed class LinkFault(FaultSite site, FaultLease lease) : IFault
{
    // A process looks, and the gates and pools of a database turn one after the other.
    private static readonly TimeSpan _turnedWithin = FaultWatch.Pace + TimeSpan.FromMilliseconds(850);

    // Calls that are under way on the old connections may end there.
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(1.5);

    private LinkProxy? _proxy;
    private DeafPort? _deaf;

    public async Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        HostPort far = FarEnd(site.Topology, lease.To!);
        LinkTrouble trouble = LinkTrouble.Of(lease);
        journal.Note([new FaultAct(FaultActKind.Ordered, lease.To!)]);
        int port;
        if (trouble.Swallows)
        {
            _deaf = new DeafPort();
            port = _deaf.Port;
        }
        else
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(far.Host, ct).ConfigureAwait(false);
            string table = PacketFilter.TableOf(lease.Id);
            _proxy = new LinkProxy(new IPEndPoint(addresses[0], far.Port), trouble, new Random(lease.Id.GetHashCode(StringComparison.Ordinal)));
            port = _proxy.Port;
            if (lease.Kind == FaultKind.Loss)
            {
                journal.Note([new FaultAct(FaultActKind.Dropped, table)]);
                if (await PacketFilter.TryDropAsync(table, port, trouble.LossPercent, ct).ConfigureAwait(false))
                {
                    _proxy.Calm();
                    site.Log("packets are dropped by the kernel's filter");
                }
            }
        }
        List<LinkOrder> orders = [new LinkOrder(lease.From ?? FaultOrders.Everyone, far.Host, far.Port, port)];
        if (site.Topology.GateAddress is { } gate && site.Topology.Postgres.Any(node => node.Name == lease.To))
        {
            orders.Add(new LinkOrder(FaultOrders.Everyone, gate.Host, gate.Port, LinkOrder.Anew));
        }
        site.Files.Folder.WriteOrders(lease.Id, new FaultOrders { Links = orders });
        await Task.Delay(_turnedWithin, site.Time, ct).ConfigureAwait(false);
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _proxy?.Calm();
        _deaf?.Dispose();
        if (_proxy is not null)
        {
            await Task.Delay(_linger, site.Time).ConfigureAwait(false);
            await _proxy.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static HostPort FarEnd(SiteTopology topology, string service)
    {
        if (topology.Process(service) is { } process)
        {
            return process.Listen.Host is "0.0.0.0" or "[::]" ? process.Listen with { Host = "127.0.0.1" } : process.Listen;
        }
        int? port = topology.Postgres.FirstOrDefault(node => node.Name == service)?.Port ?? topology.Redis.FirstOrDefault(node => node.Name == service)?.Port;
        return new HostPort("127.0.0.1", port ?? throw new InvalidOperationException($"the site has no service '{service}'"));
    }
}
