using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Filtering;

/// <summary>Statements left out, by reason and fingerprint.</summary>
internal sealed class LeftOutStatements
{
    private readonly Dictionary<(string Reason, int Digest), long> _counts = [];

    public void Add(string reason, int digest) => _counts[(reason, digest)] = _counts.GetValueOrDefault((reason, digest)) + 1;

    public IReadOnlyList<LeftOutReport> Report(Manifest manifest) =>
    [
        .. _counts.GroupBy(c => c.Key.Reason)
            .Select(g => new LeftOutReport(g.Key, g.Sum(c => c.Value), manifest.Digests[g.MaxBy(c => c.Value).Key.Digest].Sql))
            .OrderByDescending(l => l.Statements),
    ];
}
