using Seawall.Kernel;
using Seawall.Readiness.Checks;
using Seawall.Readiness.Model;

namespace Seawall.Readiness;

/// <summary>How an examination is carried out.</summary>
public sealed record ExaminationOptions
{
    /// <summary>Only these rows; empty means all.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Shortened runs, for a report within two minutes.</summary>
    public bool Quick { get; init; }

    /// <summary>Look again even where evidence still counts.</summary>
    public bool Fresh { get; init; }
}

/// <summary>Examines the running site against a readiness file: evidence that still counts is used, the rest is looked at now.</summary>
public sealed class Examination(ISiteUnderCheck site, EvidenceStore store, AttestationBook attestations, TimeProvider time)
{
    /// <summary>Makes the report. Row ids that the file does not hold throw <see cref="ArgumentException"/>.</summary>
    public async Task<Report> ExamineAsync(
        ReadinessFile file, Circumstances circumstances, ExaminationOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var rows = Chosen(file, options.Rows);
        var checker = new Checker(site, new Runs(file.Runs, site, options.Quick, progress), attestations, time);
        var reports = new List<RowReport>(rows.Count);
        foreach (var row in rows)
        {
            var checks = new List<CheckReport>(row.Checks.Count);
            foreach (var check in row.Checks)
            {
                var evidence = options.Fresh ? null : StillCounting(row, check, circumstances);
                evidence ??= await LookAsync(checker, row, check, circumstances, cancellationToken).ConfigureAwait(false);
                checks.Add(new CheckReport(check, evidence, store.FindElsewhere(circumstances.Site, row.Id, check.Id)));
            }
            reports.Add(new RowReport(row, checks));
        }
        return new Report(time.GetUtcNow(), circumstances, reports);
    }

    private static List<Row> Chosen(ReadinessFile file, IReadOnlyList<string> ids)
    {
        var unknown = ids.Where(id => file.Rows.All(r => r.Id != id)).ToList();
        if (unknown.Count > 0)
            throw new ArgumentException($"No such row: {string.Join(", ", unknown)}. The rows are {string.Join(", ", file.Rows.Select(r => r.Id))}.");
        return file.Rows.Where(r => ids.Count == 0 || ids.Contains(r.Id)).ToList();
    }

    // Only evidence that the promise is kept is reused: what fell short is looked at again, so that mending it shows at once.
    private Evidence? StillCounting(Row row, Check check, Circumstances circumstances)
    {
        if (check.Kind == CheckKind.Attestation || store.Find(circumstances.Site, row.Id, check.Id) is not { Kept: true } evidence)
            return null;
        return DurationText.TryParse(check.MaxAge, out var maxAge)
            && Freshness.WhyStale(evidence, maxAge, circumstances, time.GetUtcNow()) is null ? evidence : null;
    }

    private async Task<Evidence> LookAsync(Checker checker, Row row, Check check, Circumstances circumstances, CancellationToken cancellationToken)
    {
        var outcome = await checker.LookAsync(row, check, cancellationToken).ConfigureAwait(false);
        return store.Keep(
            new Evidence
            {
                Row = row.Id,
                Check = check.Id,
                Kept = outcome.Kept,
                Figure = outcome.Figure,
                At = time.GetUtcNow(),
                Build = circumstances.Build,
                Topology = circumstances.Topology,
                Quick = circumstances.Quick,
            },
            outcome.Output);
    }
}
