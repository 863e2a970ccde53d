using Seawall.Kernel;

namespace Seawall.Control.Statements;

/// <summary>What the gates have counted of each statement, and single executions that were kept; the seam to network and disk.</summary>
public interface IStatements
{
    /// <summary>Every statement of the last <paramref name="since"/>, by business and role. Answers within seconds, whatever the gates do.</summary>
    Task<StatementList> ReadAsync(TimeSpan since, CancellationToken cancellationToken);

    /// <summary>Single executions of a statement from the last analysis of the log, slowest first; empty when there is none.</summary>
    IReadOnlyList<StatementSample> SamplesOf(string fingerprint);
}

/// <summary>Statements, and the gates that did not answer.</summary>
public sealed record StatementList(IReadOnlyList<StatementUse> Uses, IReadOnlyList<string> SilentGates);

/// <summary>Calls of one statement by one business in one role.</summary>
public sealed record StatementUse(string Fingerprint, string Sql, string Business, string Role)
{
    public IReadOnlyList<string> Tables { get; init; } = [];

    public long Rows { get; init; }

    public long Errors { get; init; }

    public LatencyHistogram Latency { get; init; } = new();
}

/// <summary>One execution: when, how long, by whom, with which values.</summary>
public sealed record StatementSample(DateTimeOffset At, long DurationMicros, string Application, string Parameters, bool Failed);
