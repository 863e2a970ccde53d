using Seawall.Control.Readiness;
using Seawall.Kernel;
using Seawall.Readiness;
using Seawall.Readiness.Model;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The readiness file and the evidence kept of its rows, read at most once in fifteen seconds.</summary>
internal sealed class ControlReadiness(SiteTopology topology, SeawallHome home, string file, TimeProvider time) : IReadinessBoard
{
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _zone = TimeSpan.FromHours(8);

    private readonly Lock _turn = new();
    private readonly Lazy<string> _build = new(SelfProgram.Build);
    private (long At, Board Board)? _last;

    private string Folder => Path.Combine(home.Root, "ready");

    public Board Read()
    {
        lock (_turn)
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) > _fresh)
            {
                _last = last = (time.GetTimestamp(), Look());
            }
            return last.Board;
        }
    }

    private Board Look()
    {
        DateTimeOffset now = time.GetUtcNow();
        DateOnly saleDay = topology.SaleDayAfter(DateOnly.FromDateTime(now.ToOffset(_zone).DateTime));
        try
        {
            ReadinessFile readiness = ReadinessFile.Load(file);
            var store = new EvidenceStore(Path.Combine(Folder, "evidence"));
            var circumstances = new Circumstances(_build.Value, ReadyCommand.Digest(topology), Quick: false);
            string page = Path.Combine(Folder, "readiness.html");
            return new Board(saleDay, [.. readiness.Rows.Select(row => Of(row, store, circumstances, now))])
            {
                PageAt = File.Exists(page) ? File.GetLastWriteTimeUtc(page) : null,
            };
        }
        catch (Exception e) when (e is ReadinessFileException or IOException or UnauthorizedAccessException)
        {
            return new Board(saleDay, []) { Problem = e.Message };
        }
    }

    private static Promise Of(Row row, EvidenceStore store, Circumstances circumstances, DateTimeOffset now) => new(
        row.Id, row.Promise, row.Owner, row.DueDays, [.. row.Checks.Select(check => Of(row, check, store, circumstances, now))]);

    private static PromiseCheck Of(Row row, Check check, EvidenceStore store, Circumstances circumstances, DateTimeOffset now)
    {
        if (store.Find(circumstances.Site, row.Id, check.Id) is not { } evidence)
        {
            return new PromiseCheck(check.Id, check.What, Kept: false, "", At: null, Stale: null);
        }
        _ = DurationText.TryParse(check.MaxAge, out TimeSpan maxAge);
        return new PromiseCheck(check.Id, check.What, evidence.Kept, evidence.Figure, evidence.At, Freshness.WhyStale(evidence, maxAge, circumstances, now));
    }
}
