using Seawall.Control.Instances;
using Seawall.Control.Plans.Actions;

namespace Seawall.Control.Plans.Running;

/// <summary>Starts the instances that plans add to services, and ends them. How many are to run follows from those that ran before the plan, so that asking twice starts none twice.</summary>
internal sealed class PlanInstances(IInstanceDesk? desk = null)
{
    // Before it is started it has no port.
    private static readonly Uri ToCome = new("http://127.0.0.1:0");

    /// <summary>Where a service will be reached with what an action adds; null where no instances can be started.</summary>
    public Func<InstanceAction, IReadOnlyList<Uri>>? Running => desk is null ? null : action => AddressesOf(action.Service) is { Count: > 0 } now ? [.. now, .. Enumerable.Repeat(ToCome, action.Add)] : [];

    /// <summary>The instances that run of the services that a plan adds some to.</summary>
    public IReadOnlyList<string> NamesOf(Plan plan) => [.. Own(plan).Select(instance => instance.Name)];

    /// <summary>Starts what is missing. Throws <see cref="InstanceException"/>.</summary>
    public async Task StartAsync(Plan plan, IReadOnlyCollection<string> ran, CancellationToken ct)
    {
        foreach (var action in plan.Actions.OfType<InstanceAction>())
        {
            for (var missing = action.Add - Of(action.Service).Count(instance => !ran.Contains(instance.Name)); missing > 0 && desk is not null; missing--)
                await desk.AddAsync(action.Service, null, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Where a service is reached now.</summary>
    public IReadOnlyList<Uri> AddressesOf(string service) => [.. Of(service).Select(instance => instance.Address)];

    /// <summary>The instances that were started since.</summary>
    public IReadOnlyList<string> StartedSince(Plan plan, IReadOnlyCollection<string> ran) => [.. Own(plan).Where(instance => !instance.IsOwn && !ran.Contains(instance.Name)).Select(instance => instance.Name)];

    /// <summary>Ends those of these that still run. Throws <see cref="InstanceException"/>.</summary>
    public async Task EndAsync(Plan plan, IReadOnlyCollection<string> started, CancellationToken ct)
    {
        foreach (var name in Own(plan).Where(instance => started.Contains(instance.Name)).Select(instance => instance.Name).ToList())
            await desk!.RemoveAsync(name, ct).ConfigureAwait(false);
    }

    private IEnumerable<ServiceInstance> Own(Plan plan) => plan.Actions.OfType<InstanceAction>().SelectMany(action => Of(action.Service));

    private IEnumerable<ServiceInstance> Of(string service) => desk?.All.Where(instance => instance.Service == service && instance.Runs) ?? [];
}
