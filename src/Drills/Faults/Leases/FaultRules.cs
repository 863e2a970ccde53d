using System.Globalization;
using Seawall.Kernel;
using Seawall.Kernel.Faults;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>What a request for a fault must be, free of clocks and files: every fault of it is told, each with what to do.</summary>
public static class FaultRules
{
    /// <summary>More leases at once would leave nobody able to tell which fault did what.</summary>
    public const int MostLeases = 8;

    /// <param name="held">The leases that hold now.</param>
    public static IReadOnlyList<string> Faults(FaultRequest request, SiteTopology topology, IReadOnlyList<FaultLease> held)
    {
        var faults = new List<string>();
        if (!topology.Drills)
        {
            faults.Add($"{topology.Path} is not marked for drills: a drill breaks things on purpose; where that is right, add the line  \"drills\": true,  to it and `seawall up` the site again");
        }
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            faults.Add("reason: is missing; say what the fault is for");
        }
        Span("for", request.Length, TimeSpan.FromSeconds(1), LeaseClock.Longest);
        Span("lapse", request.Lapse, TimeSpan.FromSeconds(1), LeaseClock.LongestLapse);
        if (held.Count >= MostLeases)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{held.Count} faults hold already, the most at once; `seawall drill stop` ends them"));
        }
        CheckTargets(request, topology, faults);
        CheckAmounts(request, faults);
        faults.AddRange(held.Where(lease => Collides(lease, request)).Select(lease => $"{lease.Id} does this already: {lease.Summary}"));
        return faults;

        void Span(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{name}: must be {DurationText.Format(least)} to {DurationText.Format(most)}, was {DurationText.Format(value)}");
            }
        }
    }

    /// <summary>The services of a site that a fault can be done to.</summary>
    public static IReadOnlyList<string> ServicesOf(SiteTopology topology) =>
        [.. topology.Postgres.Where(node => !node.OnDemand).Select(node => node.Name), .. topology.Redis.Select(node => node.Name), .. topology.Processes.Select(process => process.Name)];

    private static void CheckTargets(FaultRequest request, SiteTopology topology, List<string> faults)
    {
        IReadOnlyList<string> services = ServicesOf(topology);
        string[] named = request.IsOfLink ? [.. new[] { request.From, request.FarEnd }.OfType<string>()] : [.. request.Targets];
        if (request.IsOfLink ? request.FarEnd is null : named.Length == 0)
        {
            faults.Add($"target: is missing; services are {string.Join(", ", services)}");
        }
        foreach (string name in named.Distinct().Where(name => !services.Contains(name)))
        {
            faults.Add(name == SiteTopology.WatchdogName
                ? "target: the watchdog undoes what a dead drill left, so no fault is done to it"
                : $"target: the site has no service '{name}'; services are {string.Join(", ", services)}");
        }
        if (request.IsOfLink && request.From is { } from && topology.Process(from) is null)
        {
            faults.Add($"from: '{from}' dials nobody; processes are {string.Join(", ", topology.Processes.Select(process => process.Name))}");
        }
        if (request.IsOfLink && request.From is { } client && topology.GateAddress is not null && topology.Process(client) is { Role: not ProcessNode.GateRole }
            && topology.Postgres.Any(node => node.Name == request.FarEnd))
        {
            faults.Add($"from: {client} reaches {request.FarEnd} through a gate; leave --from out, or name one of {string.Join(", ", topology.Processes.Where(process => process.Role == ProcessNode.GateRole).Select(process => process.Name))}");
        }
        if (request.Kind == FaultKind.DatabaseFull)
        {
            faults.AddRange(request.Targets.Where(name => topology.Postgres.All(node => node.Name != name))
                .Select(name => $"target: '{name}' is no PostgreSQL; they are {string.Join(", ", topology.Postgres.Where(node => !node.OnDemand).Select(node => node.Name))}"));
        }
        if (request.Kind is FaultKind.DiskFull or FaultKind.ClockJump)
        {
            faults.AddRange(request.Targets.Where(name => topology.Process(name) is null)
                .Select(name => $"target: '{name}' is no process of Seawall; they are {string.Join(", ", topology.Processes.Select(process => process.Name))}"));
        }
    }

    private static void CheckAmounts(FaultRequest request, List<string> faults)
    {
        if (request.Kind == FaultKind.Latency && (request.Latency < TimeSpan.FromMilliseconds(1) || request.Latency > TimeSpan.FromSeconds(30)))
        {
            faults.Add($"latency: must be 1ms to 30s, was {DurationText.Format(request.Latency)}");
        }
        if (request.Jitter < TimeSpan.Zero || request.Jitter > request.Latency)
        {
            faults.Add($"jitter: must be 0 to the latency, was {DurationText.Format(request.Jitter)}");
        }
        if (request.Kind == FaultKind.Loss && request.LossPercent is not (>= 0.1 and <= 90))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"loss: must be 0.1 to 90 percent, was {request.LossPercent}; all is a partition"));
        }
        if (request.Kind == FaultKind.ClockJump && (request.Offset == TimeSpan.Zero || request.Offset.Duration() > TimeSpan.FromDays(400)))
        {
            faults.Add("offset: must be up to 400 days ahead or back, and not zero");
        }
    }

    /// <summary>Two of a kind on the same target would undo each other.</summary>
    private static bool Collides(FaultLease lease, FaultRequest request) =>
        request.IsOfLink
            ? lease.To is { } to && to == request.FarEnd && (lease.From is null || request.From is null || lease.From == request.From)
            : IsDown(lease.Kind) == IsDown(request.Kind) && (IsDown(request.Kind) || lease.Kind == request.Kind) && lease.Targets.Intersect(request.Targets).Any();

    private static bool IsDown(FaultKind kind) => kind is FaultKind.Kill or FaultKind.Room or FaultKind.Hang;
}
