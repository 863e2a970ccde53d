using System.Collections.Concurrent;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>An answer through the gate that is not the server's own.</summary>
/// <param name="Item">The statement or scenario.</param>
/// <param name="Way">How it was sent.</param>
/// <param name="Text">Both answers, for a person.</param>
internal sealed record Difference(string Item, string Way, string Text);

/// <summary>Counts what was compared, from several threads.</summary>
internal sealed class ConformanceReport(Action<string> say)
{
    private readonly ConcurrentQueue<Difference> _differences = new();
    private readonly ConcurrentDictionary<string, int> _explained = new(StringComparer.Ordinal);
    private long _statements;
    private long _statementRuns;
    private long _scenarios;
    private long _scenarioRuns;
    private long _splits;
    private long _bytes;
    private long _held;

    public long Statements => _statements;

    /// <summary>Statements times the ways in which each was sent.</summary>
    public long StatementRuns => _statementRuns;

    public long Scenarios => _scenarios;

    /// <summary>Scenarios times the gates they were sent by, unsplit.</summary>
    public long ScenarioRuns => _scenarioRuns;

    /// <summary>Places at which a script was cut in two, and scripts sent a byte at a time.</summary>
    public long Splits => _splits;

    /// <summary>Bytes of answers that were compared.</summary>
    public long BytesCompared => _bytes;

    /// <summary>Statements that the judge let wait; 0 when it has no stages.</summary>
    public long HeldBack { get => _held; set => _held = value; }

    /// <summary>By explanation, how often it was needed.</summary>
    public IReadOnlyDictionary<string, int> Explained => _explained;

    public IReadOnlyCollection<Difference> Differences => _differences;

    public void CountStatement() => Interlocked.Increment(ref _statements);

    public void CountStatementRun() => Interlocked.Increment(ref _statementRuns);

    public void CountScenario() => Interlocked.Increment(ref _scenarios);

    public void CountScenarioRun() => Interlocked.Increment(ref _scenarioRuns);

    public void CountSplit() => Interlocked.Increment(ref _splits);

    /// <summary>Compares two answers; a difference without an explanation is kept, and said at once.</summary>
    public void Compare(string item, string way, Answer direct, Answer gate, int bareBytes = 0, string? explained = null)
    {
        Interlocked.Add(ref _bytes, gate.Bytes.Length);
        Answer known = direct with { Bytes = Masking.Of(direct.Bytes, bareBytes) };
        Answer seen = gate with { Bytes = Masking.Of(gate.Bytes, bareBytes) };
        // Silence proves nothing: either may have said more a moment later.
        if (known.End != AnswerEnd.Silent && known.Bytes.AsSpan().SequenceEqual(seen.Bytes) && IsSameEnd(known.End, seen.End))
            return;
        if (known.End != AnswerEnd.Silent && Explanations.Of(explained, known, seen) is { } explanation)
        {
            _explained.AddOrUpdate(explanation.Name, 1, (_, count) => count + 1);
            return;
        }
        Difference difference = new(item, way, $"direct {known.End}, gate {seen.End}; {Pretty.Difference(known.Bytes, seen.Bytes, bareBytes)}");
        _differences.Enqueue(difference);
        if (_differences.Count <= 20)
            say($"DIFFERENCE {item}, {way}: {difference.Text}");
    }

    // Whether a close finds unread bytes is a matter of microseconds.
    private static bool IsSameEnd(AnswerEnd one, AnswerEnd other) => one == other || (IsGone(one) && IsGone(other));

    private static bool IsGone(AnswerEnd end) => end is AnswerEnd.Closed or AnswerEnd.Reset;
}
