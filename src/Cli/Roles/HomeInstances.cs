using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Seawall.Control.Instances;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>The instances of a site on this machine: written down in its home, where the watchdog follows them.</summary>
/// <param name="topology">As the file says, without what was added.</param>
internal sealed class HomeInstances(SiteTopology topology, SeawallHome home, TimeProvider time) : IInstanceDesk
{
    private const int Apart = 100;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _healthyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _goneWithin = TimeSpan.FromSeconds(30);

    public IReadOnlyList<ServiceInstance> All
    {
        get
        {
            AddedInstances now = AddedInstances.In(home);
            return
            [
                .. topology.With(now with { Stopped = [] }).Processes.Where(process => process.Businesses.Count > 0).Select(process =>
                    new ServiceInstance(process.Name, process.Service, AddressOf(process), process.Name == process.Service, !now.Stopped.Contains(process.Name))),
            ];
        }
    }

    public async Task<ServiceInstance> AddAsync(string service, int? port, CancellationToken ct)
    {
        ProcessNode process = Known(service);
        ExpectUp();
        string name = "";
        AddedInstances.Change(home, now =>
        {
            int number = 2;
            while (topology.With(now).Process(name = string.Create(CultureInfo.InvariantCulture, $"{service}-{number}")) is not null || topology.Process(name) is not null)
            {
                number++;
            }
            var listen = new HostPort(process.Listen.Host, port ?? FreePort(process, now));
            return now with { Added = [.. now.Added, new AddedInstance(name, service, listen.ToString())] };
        });
        return await HealthyAsync(name, AddedInstancesWithout(name), ct).ConfigureAwait(false);
    }

    public async Task RemoveAsync(string name, CancellationToken ct)
    {
        ServiceInstance instance = All.FirstOrDefault(one => one.Name == name && one.Runs)
            ?? throw new InstanceException($"no instance '{name}' runs; there are {string.Join(", ", All.Where(one => one.Runs).Select(one => one.Name))}");
        if (All.Count(one => one.Service == instance.Service && one.Runs) == 1)
        {
            throw new InstanceException($"{name} is the only instance of {instance.Service}; add another one first");
        }
        ExpectUp();
        AddedInstances.Change(home, instance.IsOwn ? now => now with { Stopped = [.. now.Stopped.Append(name).Distinct()] } : AddedInstancesWithout(name));
        await UntilAsync($"{name} is gone", _goneWithin, state => state.Services.All(record => record.Name != name), ct).ConfigureAwait(false);
    }

    public async Task<ServiceInstance> RestoreAsync(string service, CancellationToken ct)
    {
        Known(service);
        ExpectUp();
        AddedInstances.Change(home, now => now with { Stopped = [.. now.Stopped.Where(name => name != service)] });
        return await HealthyAsync(service, now => now with { Stopped = [.. now.Stopped.Append(service).Distinct()] }, ct).ConfigureAwait(false);
    }

    private static Func<AddedInstances, AddedInstances> AddedInstancesWithout(string name) => now => now with { Added = [.. now.Added.Where(added => added.Name != name)] };

    private async Task<ServiceInstance> HealthyAsync(string name, Func<AddedInstances, AddedInstances> undo, CancellationToken ct)
    {
        try
        {
            await UntilAsync($"{name} is healthy", _healthyWithin, state => state.Services.Any(record => record.Name == name && record.Condition == Condition.Healthy), ct).ConfigureAwait(false);
        }
        catch
        {
            AddedInstances.Change(home, undo);
            throw;
        }
        return All.Single(one => one.Name == name);
    }

    private async Task UntilAsync(string what, TimeSpan limit, Func<SiteState, bool> holds, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (!holds(StateFile.Read(home)))
        {
            if (time.GetElapsedTime(start) > limit)
            {
                throw new InstanceException($"waited {limit.TotalSeconds:0} s until {what}; `seawall logs watchdog` says what the watchdog did");
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
    }

    private ProcessNode Known(string service) => topology.Process(service) is { Businesses.Count: > 0 } process ? process
        : throw new InstanceException($"{topology.Path} has no business process '{service}'; it has {string.Join(", ", topology.Processes.Where(one => one.Businesses.Count > 0).Select(one => one.Name))}");

    private void ExpectUp()
    {
        if (StateFile.Read(home) is not { IsWatched: true, Phase: SitePhase.Up })
        {
            throw new InstanceException("the site is not up under its watchdog; `seawall up` starts it");
        }
    }

    // Near the first one's, so that a person finds it; whoever takes it in the same moment makes the start fail, which is told.
    private int FreePort(ProcessNode process, AddedInstances now)
    {
        HashSet<int> taken = [.. topology.With(now).Processes.Concat(topology.Processes).Select(one => one.Listen.Port)];
        int port = process.Listen.Port + Apart;
        while (taken.Contains(port) || !IsFree(process.Listen.Host, port))
        {
            port += Apart;
        }
        return port;
    }

    private static bool IsFree(string host, int port)
    {
        using var listener = new TcpListener(IPAddress.Parse(host.Trim('[', ']')), port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Uri AddressOf(ProcessNode process) => new($"http://{process.Listen}");
}
