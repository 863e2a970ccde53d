namespace Seawall.Peers;

/// <summary>Every bench there is, one line each.</summary>
internal static class BenchTable
{
    public static IReadOnlyList<IBench> All { get; } =
    [
        new AnalyzeBench(),
    ];
}
