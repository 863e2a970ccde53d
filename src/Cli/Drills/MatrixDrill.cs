using Seawall.Client.Dependencies;
using Seawall.Control.Dependencies;
using Seawall.Drills.Runs;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Takes one dependency after the other away and looks at every feature's page meanwhile.</summary>
internal sealed class MatrixDrill(SiteDrill site, SiteTopology topology, ProbeBrowser browser, IReadOnlyDictionary<string, Needs> declared, TimeProvider time)
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _steadyWithin = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    /// <summary>What a drill can take away: the caches, and every service that another one calls.</summary>
    public static IReadOnlyList<string> Dependencies(SiteTopology topology) =>
    [
        Needs.Cache,
        .. topology.Processes.SelectMany(process => process.Businesses).Where(business => business != "web" && topology.ProcessOf(business)?.Name != topology.ProcessOf("web")?.Name).Order(StringComparer.Ordinal),
    ];

    public async Task<IReadOnlyList<TestedCell>> RunAsync(IReadOnlyList<string> dependencies, string build, string reason, CancellationToken ct)
    {
        await UntilSteadyAsync(ct).ConfigureAwait(false);
        await browser.SignInAsync(ct).ConfigureAwait(false);
        var probes = new List<(FeatureProbe Probe, string Path)>();
        foreach (FeatureProbe probe in FeatureProbe.All())
        {
            string path = await browser.PathOfAsync(probe, ct).ConfigureAwait(false);
            (int status, IReadOnlyList<string> degraded) = await browser.LookAsync(path, probe.SignedIn, ct).ConfigureAwait(false);
            if (status != 200 || probe.Features.FirstOrDefault(feature => degraded.Any(header => header.StartsWith(feature + ";", StringComparison.Ordinal))) is { })
            {
                throw new CommandException($"{path} answers {status} {string.Join(", ", degraded)} on a site without a fault; nothing was taken away");
            }
            probes.Add((probe, path));
        }
        var found = new List<TestedCell>();
        foreach (string dependency in dependencies)
        {
            string target = dependency == Needs.Cache ? "cache:all" : $"process:{dependency}";
            IDrillFault fault = await site.BeginFaultAsync(new DrillFault { Kind = "kill", Targets = [target] }, _longest, reason, ct).ConfigureAwait(false);
            try
            {
                Console.Error.WriteLine($"{dependency} is away");
                foreach ((FeatureProbe probe, string path) in probes)
                {
                    (int status, IReadOnlyList<string> degraded) = await browser.LookAsync(path, probe.SignedIn, ct).ConfigureAwait(false);
                    found.AddRange(probe.Findings(status, degraded, dependency, declared).Select(finding => new TestedCell(finding.Feature, dependency, finding.State, time.GetUtcNow(), build, $"matrix {dependency}")));
                }
            }
            finally
            {
                await fault.DisposeAsync().ConfigureAwait(false);
            }
            await UntilSteadyAsync(ct).ConfigureAwait(false);
        }
        // A feature that several pages show is as bad as on the worst of them.
        return [.. found.GroupBy(cell => (cell.Feature, cell.Dependency)).Select(cell => cell.MaxBy(finding => finding.State)!)];
    }

    /// <summary>Fails when the site is not steady in time.</summary>
    private async Task UntilSteadyAsync(CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (await site.UnsteadyAsync([new DrillProbe("home", "/")], ct).ConfigureAwait(false) is { } unsteady)
        {
            if (time.GetElapsedTime(start) > _steadyWithin)
            {
                throw new CommandException($"{topology.Name} is not steady: {unsteady}");
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
    }
}
