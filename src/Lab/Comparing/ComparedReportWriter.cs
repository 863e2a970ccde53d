using System.Text;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Comparing;

/// <summary>Draws the comparison's report from what was counted.</summary>
internal static class ComparedReportWriter
{
    private const int LongestText = 500;

    public static ComparedReport Write(RunComparer comparer, ReplayPlan plan, string file, string server)
    {
        long Sum(Divergence kind)
        {
            long sum = 0;
            foreach (ref readonly DigestDivergence digest in comparer.Digests)
            {
                sum += digest[kind];
            }

            return sum;
        }

        long compared = 0;
        long onlyInOne = 0;
        foreach (ref readonly DigestDivergence digest in comparer.Digests)
        {
            compared += digest.Compared;
            onlyInOne += digest.OnlyInOne;
        }

        return new ComparedReport
        {
            File = file,
            RecordedAt = comparer.Recording.RecordedAt,
            RecordedServer = comparer.Recording.Server,
            Server = server,
            RecordingIsComplete = comparer.Recording.IsComplete,
            Statements = compared,
            Same = compared - Enum.GetValues<Divergence>().Distinct().Where(k => k != Divergence.None).Sum(Sum),
            QueryData = Sum(Divergence.QueryData),
            QueryDataOfWritten = Sum(Divergence.QueryDataOfWritten),
            QueryDataAtLimit = Sum(Divergence.QueryDataAtLimit),
            Dml = Sum(Divergence.Dml),
            Errors = Sum(Divergence.Error),
            ErrorsOfConcurrency = Sum(Divergence.ErrorOfConcurrency),
            AfterError = Sum(Divergence.AfterError),
            OnlyInOne = onlyInOne,
            Excluded = Excluded(comparer),
            Digests = Digests(comparer, plan),
        };
    }

    private static List<ExcludedReport> Excluded(RunComparer comparer)
    {
        var excluded = new SortedDictionary<Chance, (long Statements, int Fingerprints)>();
        for (int i = 0; i < comparer.Digests.Length; i++)
        {
            if (comparer.Digests[i][Divergence.Excluded] is var statements and > 0)
            {
                Chance chance = comparer.Rule(i).Chance;
                (long before, int fingerprints) = excluded.GetValueOrDefault(chance);
                excluded[chance] = (before + statements, fingerprints + 1);
            }
        }

        return [.. excluded.Select(e => new ExcludedReport(Camel(e.Key.ToString()), e.Value.Statements, e.Value.Fingerprints))];
    }

    private static List<DivergedDigestReport> Digests(RunComparer comparer, ReplayPlan plan)
    {
        var reports = new List<DivergedDigestReport>();
        for (int i = 0; i < comparer.Digests.Length; i++)
        {
            DigestDivergence digest = comparer.Digests[i];
            if (digest.Samples is not { } samples)
            {
                continue;
            }

            reports.Add(new DivergedDigestReport
            {
                Fingerprint = plan.Manifest.Digests[i].Fingerprint,
                Sql = plan.Manifest.Digests[i].Sql,
                Statements = digest.Compared,
                QueryData = digest[Divergence.QueryData],
                QueryDataOfWritten = digest[Divergence.QueryDataOfWritten],
                QueryDataAtLimit = digest[Divergence.QueryDataAtLimit],
                Dml = digest[Divergence.Dml],
                Errors = digest[Divergence.Error],
                ErrorsOfConcurrency = digest[Divergence.ErrorOfConcurrency],
                Samples = [.. samples.Select((s, kind) => s is null ? null : Sample((Divergence)kind, s, plan)).OfType<DivergenceSampleReport>()],
            });
        }

        return [.. reports.OrderByDescending(d => d.QueryData + d.Dml + d.Errors).ThenByDescending(d => d.QueryDataOfWritten + d.QueryDataAtLimit)];
    }

    private static DivergenceSampleReport Sample(Divergence kind, DivergenceSample sample, ReplayPlan plan)
    {
        int order = plan.OrderOfStatement(sample.Statement);
        return new DivergenceSampleReport
        {
            Kind = Camel(kind.ToString()),
            Unit = plan.Units[order].Number,
            Sql = Text(plan, order, sample.Statement - plan.FirstStatement(order)),
            RecordedRows = sample.Recorded.Rows < 0 ? null : sample.Recorded.Rows,
            Rows = sample.Actual.Rows < 0 ? null : sample.Actual.Rows,
            RecordedError = Error(sample.Recorded.SqlState),
            Error = Error(sample.Actual.SqlState),
            RecordedSum = sample.Recorded.Result.Sum.ToString("x16"),
            Sum = sample.Actual.Result.Sum.ToString("x16"),
            OnlyOrderDiffers = sample.Recorded.SqlState == sample.Actual.SqlState && sample.Recorded.Rows == sample.Actual.Rows && sample.Recorded.Result.Sum == sample.Actual.Result.Sum,
        };
    }

    private static string Text(ReplayPlan plan, int order, long index)
    {
        ReadOnlySpan<byte> bytes = plan.Bytes(plan.Units[order]);
        int at = new LaneUnit(bytes).FirstStep;
        while (true)
        {
            var step = new LaneStep(bytes[at..]);
            if (index < step.Statements)
            {
                string text = Encoding.UTF8.GetString(WireStatements.TextOf(step.Wire, (int)index));
                return text.Length > LongestText ? text[..LongestText] + "…" : text;
            }

            index -= step.Statements;
            at += step.Length;
        }
    }

    private static string? Error(ulong packed)
    {
        if (packed == 0)
        {
            return null;
        }

        Span<char> state = stackalloc char[5];
        for (int i = 0; i < 5; i++)
        {
            state[i] = (char)(byte)(packed >> (8 * i));
        }

        return state.ToString();
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
