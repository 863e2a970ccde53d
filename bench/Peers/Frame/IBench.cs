namespace Seawall.Peers;

/// <summary>One bench: Seawall and its peers doing the same work by turns in one run.</summary>
internal interface IBench
{
    /// <summary>The word after <c>seawall bench</c>, and the name of the results file.</summary>
    string Name { get; }

    /// <summary>One line for the list of benches: what is measured against what.</summary>
    string About { get; }

    /// <summary>The system packages, by their Debian names, that the bench runs on.</summary>
    IReadOnlyList<string> Packages { get; }

    /// <summary>Measures and returns every figure; with <see cref="BenchContext.Quick"/> within 55 s. What it starts it ends, also when cancelled.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct);
}
