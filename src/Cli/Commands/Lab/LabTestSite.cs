using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The test site of the topology that is up, or of the one named.</summary>
internal static class LabTestSite
{
    public static async Task<TestSite> OpenAsync(string? topologyFile, CancellationToken ct)
    {
        Place place = Place.Current;
        SiteTopology topology = place.Topology(topologyFile);
        if (topology.TestSite is null)
        {
            throw new CommandException($"{topology.Path} has no test site; add a PostgreSQL instance with \"testSite\": true", ExitCode.Usage);
        }

        Secrets secrets = Secrets.In(place.Home);
        SiteInstances instances = await SiteInstances.OpenAsync(topology, place.Home, secrets, ct).ConfigureAwait(false);
        return new TestSite(topology, instances, secrets, TimeProvider.System);
    }
}
