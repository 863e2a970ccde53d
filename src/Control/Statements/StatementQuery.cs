using Seawall.Kernel;

namespace Seawall.Control.Statements;

/// <summary>Which statements a page shows, as its address says: a span, an order, a business.</summary>
public sealed record StatementQuery(string Since, string By, string? Business)
{
    public const int Most = 50;

    public static readonly IReadOnlyList<string> Spans = ["5m", "15m", "1h", "6h", "1d", "7d"];

    public static readonly IReadOnlyList<string> Orders = ["time", "calls", "errors", "p99"];

    /// <summary>What is unknown reads as the usual choice.</summary>
    public static StatementQuery Of(string? since, string? by, string? business) => new(
        since is not null && Spans.Contains(since) ? since : "1h",
        by is not null && Orders.Contains(by) ? by : "time",
        business is { Length: > 0 and <= 63 } ? business : null);

    public TimeSpan Span => DurationText.TryParse(Since, out var span) ? span : TimeSpan.FromHours(1);

    public string Address => $"/statements?since={Since}&by={By}" + (Business is null ? "" : "&business=" + Uri.EscapeDataString(Business));

    public string AddressOf(string fingerprint) => $"/statements/{fingerprint}?since={Since}&by={By}" + (Business is null ? "" : "&business=" + Uri.EscapeDataString(Business));

    /// <summary>The statements to show, first things first.</summary>
    public IReadOnlyList<Statement> Choose(StatementList list)
    {
        var all = Statement.Of(list.Uses.Where(use => Business is null || use.Business == Business));
        return [.. all.Where(statement => By != "errors" || statement.Errors > 0).OrderByDescending(KeyOf).ThenBy(statement => statement.Fingerprint, StringComparer.Ordinal).Take(Most)];
    }

    private long KeyOf(Statement statement) => By switch
    {
        "calls" => statement.Latency.Count,
        "errors" => statement.Errors,
        "p99" => statement.Latency.ValueAt(0.99),
        _ => statement.Latency.Sum,
    };
}
