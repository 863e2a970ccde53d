using System.Collections.Concurrent;
using System.Text.Json;

namespace Seawall.Mall.Traffic.Books;

/// <summary>The shoppers' own book of what the shop acknowledged to them.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<long, LedgerEntry> _entries = new();
    private long _paid;

    /// <summary>Orders acknowledged.</summary>
    public int Count => _entries.Count;

    /// <summary>Payments acknowledged.</summary>
    public long PaidCount => Interlocked.Read(ref _paid);

    /// <summary>Every entry, by order.</summary>
    public IReadOnlyList<LedgerEntry> Entries => [.. _entries.Values.OrderBy(entry => entry.Order)];

    /// <summary>Writes one JSON object a line.</summary>
    public async Task WriteAsync(string path, CancellationToken ct) =>
        await File.WriteAllLinesAsync(path, Entries.Select(entry => JsonSerializer.Serialize(entry, JsonSerializerOptions.Web)), ct);

    internal void Ordered(long order, Guid key, int buyer) => _entries[order] = new LedgerEntry(order, key, buyer, null, [], false);

    internal void Shown(long order, long totalCents, IReadOnlyList<string> lines) =>
        _entries[order] = _entries[order] with { TotalCents = totalCents, Lines = lines };

    internal void Paid(long order)
    {
        _entries[order] = _entries[order] with { Paid = true };
        Interlocked.Increment(ref _paid);
    }
}

/// <summary>One acknowledged order; total and lines (<c>item:quantity</c>) are null and empty when its page was never seen.</summary>
public sealed record LedgerEntry(long Order, Guid Key, int Buyer, long? TotalCents, IReadOnlyList<string> Lines, bool Paid);
