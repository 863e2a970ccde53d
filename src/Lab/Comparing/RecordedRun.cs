using Seawall.Lab.Replay;

namespace Seawall.Lab.Comparing;

/// <summary>Keeps the outcome of every statement of a run in a file, or compares it with one kept before, as the run goes.</summary>
internal abstract class RecordedRun(OutcomeFile file) : IDisposable
{
    protected OutcomeFile File { get; } = file;

    /// <summary>A statement came to its end. <paramref name="statement"/> counts through the lanes in their prepared order.</summary>
    public abstract void Add(long statement, int digest, int pass, in Outcome outcome);

    public virtual void Finish(bool complete)
    {
    }

    public void Dispose() => File.Dispose();
}

/// <summary>Writes the first pass of a run down.</summary>
internal sealed class RunRecorder(OutcomeFile file) : RecordedRun(file)
{
    public override void Add(long statement, int digest, int pass, in Outcome outcome)
    {
        if (pass == 1)
        {
            File[statement] = outcome;
        }
    }

    public override void Finish(bool complete) => File.Finish(complete);
}

/// <summary>Counts by fingerprint what came out otherwise than in the recording.</summary>
internal sealed class RunComparer(OutcomeFile file, DigestRule[] rules, bool conflictsKeepTheirOrder) : RecordedRun(file)
{
    private static readonly ulong _inFailedTransaction = Comparison.Pack("25P02"u8);
    private static readonly ulong[] _ofConcurrency = [Comparison.Pack("40001"u8), Comparison.Pack("40P01"u8), Comparison.Pack("55P03"u8), Comparison.Pack("57014"u8)];

    private readonly DigestDivergence[] _digests = new DigestDivergence[rules.Length];
    private readonly bool[] _readsWritten = ReadsWritten(rules, conflictsKeepTheirOrder);

    public OutcomeFile Recording => File;

    public ReadOnlySpan<DigestDivergence> Digests => _digests;

    public DigestRule Rule(int digest) => rules[digest];

    public override void Add(long statement, int digest, int pass, in Outcome outcome)
    {
        Outcome recorded = File[statement];
        ref DigestDivergence counts = ref _digests[digest];
        if (!recorded.Ran || !outcome.Ran)
        {
            counts.OnlyInOne += recorded.Ran == outcome.Ran ? 0 : 1;
            return;
        }

        counts.Compared++;
        Divergence kind = Judge(digest, recorded, outcome);
        if (kind != Divergence.None)
        {
            Count(ref counts, kind, statement, recorded, outcome);
        }
    }

    private Divergence Judge(int digest, in Outcome recorded, in Outcome outcome)
    {
        if (recorded.SqlState != outcome.SqlState)
        {
            return recorded.SqlState == _inFailedTransaction || outcome.SqlState == _inFailedTransaction ? Divergence.AfterError
                : Array.IndexOf(_ofConcurrency, recorded.SqlState) >= 0 || Array.IndexOf(_ofConcurrency, outcome.SqlState) >= 0 ? Divergence.ErrorOfConcurrency
                : Divergence.Error;
        }

        if (recorded.SqlState != 0)
        {
            return Divergence.None;
        }

        DigestRule rule = rules[digest];
        if (rule.Chance != Chance.None)
        {
            return Divergence.Excluded;
        }

        if (rule.Writes)
        {
            return recorded.Rows == outcome.Rows ? Divergence.None : Divergence.Dml;
        }

        bool same = recorded.Rows == outcome.Rows && recorded.Result.Sum == outcome.Result.Sum && (!rule.OrderIsTotal || recorded.Result.Ordered == outcome.Result.Ordered);
        return same ? Divergence.None
            : _readsWritten[digest] ? Divergence.QueryDataOfWritten
            : rule.TiesAtLimit && recorded.Rows == outcome.Rows ? Divergence.QueryDataAtLimit
            : Divergence.QueryData;
    }

    /// <summary>Where conflicting units keep their order, what a read finds does not depend on chance.</summary>
    private static bool[] ReadsWritten(DigestRule[] rules, bool conflictsKeepTheirOrder)
    {
        var written = new HashSet<string>(rules.SelectMany(r => r.WritesTo), StringComparer.Ordinal);
        return Array.ConvertAll(rules, rule => !conflictsKeepTheirOrder && rule.Reads.Any(written.Contains));
    }

    private static void Count(ref DigestDivergence counts, Divergence kind, long statement, in Outcome recorded, in Outcome outcome)
    {
        counts.Add(kind);
        if (kind == Divergence.Excluded)
        {
            return;
        }

        counts.Samples ??= new DivergenceSample?[(int)Divergence.Last + 1];
        counts.Samples[(int)kind] ??= new DivergenceSample(statement, recorded, outcome);
    }
}

/// <summary>How two runs of a statement differ.</summary>
internal enum Divergence : byte
{
    None,

    /// <summary>A query gave other rows, another number of them, or a known order broken.</summary>
    QueryData,

    /// <summary>The same, of a table that the run writes while units are free of each other: it may rightly differ.</summary>
    QueryDataOfWritten,

    /// <summary>The same number of rows of a LIMIT whose order leaves equals: others of them may have come.</summary>
    QueryDataAtLimit,

    /// <summary>A statement that writes changed another number of rows.</summary>
    Dml,

    /// <summary>An error came, stayed away, or was another.</summary>
    Error,

    /// <summary>The same of deadlocks, serialisation failures and timeouts, which depend on what runs at once.</summary>
    ErrorOfConcurrency,

    /// <summary>Refused because its transaction had failed, in one of the two.</summary>
    AfterError,

    /// <summary>Its rows are left to chance by its text, so only its error was compared.</summary>
    Excluded,
    Last = Excluded,
}

/// <summary>Counts of one fingerprint and the first statement of each kind.</summary>
internal struct DigestDivergence
{
    public long Compared;
    public long OnlyInOne;
    public DivergenceSample?[]? Samples;
    private long[]? _counts;

    public void Add(Divergence kind) => (_counts ??= new long[(int)Divergence.Last + 1])[(int)kind]++;

    public readonly long this[Divergence kind] => _counts?[(int)kind] ?? 0;
}

internal sealed record DivergenceSample(long Statement, Outcome Recorded, Outcome Actual);
