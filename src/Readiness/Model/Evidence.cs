namespace Seawall.Readiness.Model;

/// <summary>What a check saw, when, and on which build and topology.</summary>
public sealed record Evidence
{
    /// <summary>The row's id.</summary>
    public required string Row { get; init; }

    /// <summary>The check's id within its row.</summary>
    public required string Check { get; init; }

    /// <summary>Whether the check held.</summary>
    public required bool Kept { get; init; }

    /// <summary>The figure as it reads in the report, or what went wrong and the next act.</summary>
    public required string Figure { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Identity of the program that was running.</summary>
    public required string Build { get; init; }

    /// <summary>Name and digest of the topology that was running.</summary>
    public required string Topology { get; init; }

    /// <summary>The topology's name; see <see cref="Circumstances.Site"/>.</summary>
    public string Site => Circumstances.SiteOf(Topology);

    /// <summary>Seen by a shortened run (<c>--quick</c>); a full report looks again.</summary>
    public bool Quick { get; init; }

    /// <summary>The file that holds the whole output the figure was read from; empty when there is none.</summary>
    public string Output { get; init; } = "";
}

/// <summary>What evidence must match to count: the build, the topology, and how thorough the report is.</summary>
/// <param name="Build">Identity of the program.</param>
/// <param name="Topology">Name and digest of the topology in use, such as <c>local-1f0c9a3e</c>.</param>
/// <param name="Quick">Shortened runs are enough.</param>
public sealed record Circumstances(string Build, string Topology, bool Quick)
{
    /// <summary>The topology's name, under which its evidence is kept.</summary>
    public string Site => SiteOf(Topology);

    internal static string SiteOf(string topology) => topology.LastIndexOf('-') is > 0 and var dash ? topology[..dash] : topology;
}

/// <summary>Says whether evidence still counts.</summary>
public static class Freshness
{
    /// <summary>Null when the evidence counts; otherwise why it does not.</summary>
    public static string? WhyStale(Evidence evidence, TimeSpan maxAge, Circumstances now, DateTimeOffset time) => evidence switch
    {
        _ when evidence.Build != now.Build => "another build",
        _ when evidence.Topology != now.Topology => "another topology",
        _ when evidence.Quick && !now.Quick => "a quick run",
        _ when time - evidence.At > maxAge => "too old",
        _ => null,
    };
}
