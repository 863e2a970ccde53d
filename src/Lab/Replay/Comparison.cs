using System.Text;
using Seawall.Kernel;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>Compares every statement's error and row count with the log's, overall and by fingerprint.</summary>
internal sealed class Comparison(int digests)
{
    /// <summary>SQLSTATE 25P02, in_failed_sql_transaction: what follows an error inside its transaction, not an error of its own.</summary>
    private static readonly ulong _inFailedTransaction = Pack("25P02"u8);
    private static readonly ulong _unnamedError = Pack("?????"u8);
    private const int MostSamples = 200;

    private readonly DigestOutcome[] _digests = new DigestOutcome[digests];
    private readonly Dictionary<(int Digest, ulong SqlState), ErrorSample> _samples = [];

    public long Statements { get; private set; }
    public long NotRun { get; private set; }
    public long SameErrors { get; private set; }
    public long NewErrors { get; private set; }
    public long GoneErrors { get; private set; }
    public long OtherErrors { get; private set; }
    public long AfterErrors { get; private set; }
    public long SameRows { get; private set; }
    public long DifferentRows { get; private set; }
    public long UnknownRows { get; private set; }
    public LatencyHistogram Latency { get; } = new();

    public ReadOnlySpan<DigestOutcome> Digests => _digests;

    public IEnumerable<ErrorSample> Samples => _samples.Values;

    public void Add(in LaneStatement expected, Outcome actual, long micros)
    {
        ref DigestOutcome digest = ref _digests[expected.Digest];
        if (!actual.Ran)
        {
            NotRun++;
            digest.NotRun++;
            return;
        }

        Statements++;
        digest.Statements++;
        Latency.Record(micros);
        (digest.Replayed ??= new LatencyHistogram()).Record(micros);
        if (expected.DurationMicros >= 0)
        {
            (digest.Captured ??= new LatencyHistogram()).Record(expected.DurationMicros);
        }

        CompareError(expected.SqlState, actual.SqlState, ref digest);
        if (actual.SqlState == 0 && expected.SqlState == 0)
        {
            CompareRows(expected.Rows, actual.Rows, ref digest);
        }
    }

    /// <summary>Keeps the first message of each fingerprint and error.</summary>
    public void Sample(int digest, ReadOnlySpan<byte> sqlState, ReadOnlySpan<byte> message)
    {
        ulong state = Pack(sqlState);
        if (_samples.TryGetValue((digest, state), out ErrorSample? sample))
        {
            sample.Count++;
        }
        else if (_samples.Count < MostSamples)
        {
            _samples.Add((digest, state), new ErrorSample(digest, Encoding.UTF8.GetString(sqlState), Encoding.UTF8.GetString(message)) { Count = 1 });
        }
    }

    public static ulong Pack(ReadOnlySpan<byte> sqlState)
    {
        ulong packed = 0;
        for (int i = Math.Min(5, sqlState.Length) - 1; i >= 0; i--)
        {
            packed = (packed << 8) | sqlState[i];
        }

        return packed;
    }

    /// <summary>Equal outcomes. A stderr log without %e tells that a statement failed, not by which error: any will do.</summary>
    public static bool IsSame(ulong expected, ulong actual) =>
        actual == expected || (expected == _unnamedError && actual != 0 && actual != _inFailedTransaction);

    private void CompareError(ulong expected, ulong actual, ref DigestOutcome digest)
    {
        if (IsSame(expected, actual))
        {
            SameErrors += expected != 0 ? 1 : 0;
            return;
        }

        if (actual == _inFailedTransaction)
        {
            AfterErrors++;
        }
        else if (expected == 0)
        {
            NewErrors++;
            digest.NewErrors++;
        }
        else if (actual == 0)
        {
            GoneErrors++;
            digest.GoneErrors++;
        }
        else
        {
            OtherErrors++;
            digest.NewErrors++;
        }
    }

    private void CompareRows(int expected, long actual, ref DigestOutcome digest)
    {
        if (expected < 0)
        {
            UnknownRows++;
        }
        else if (expected == Math.Max(0, actual))
        {
            SameRows++;
        }
        else
        {
            DifferentRows++;
            digest.DifferentRows++;
        }
    }
}

/// <summary>Counts of one fingerprint; its histograms exist once it ran.</summary>
internal struct DigestOutcome
{
    public long Statements;
    public long NotRun;
    public long NewErrors;
    public long GoneErrors;
    public long DifferentRows;
    public LatencyHistogram? Captured;
    public LatencyHistogram? Replayed;
}

/// <summary>The first message of an error a fingerprint met, and how often it met it.</summary>
internal sealed record ErrorSample(int Digest, string SqlState, string Message)
{
    public long Count { get; set; }
}
