using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>The site as those see it that do faults to it and undo them.</summary>
public sealed record FaultSite(SeawallHome Home, SiteTopology Topology, SiteInstances Instances, TimeProvider Time, Action<string> Log)
{
    internal FaultFiles Files { get; } = new(Home, Time);
}
