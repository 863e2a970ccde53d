namespace Seawall.Control.Config.Audit;

/// <summary>Whether a chain of audit records is whole.</summary>
public static class AuditChain
{
    /// <summary>The first link that does not hold; null when all do.</summary>
    public static BrokenLink? FirstBreak(IEnumerable<AuditRecord> records)
    {
        var (number, hash) = (0L, AuditRecord.Root);
        foreach (var record in records)
        {
            if (record.Number != number + 1)
                return new BrokenLink(number + 1, $"record {number + 1} is missing; record {record.Number} stands in its place");
            if (record.Previous != hash)
                return new BrokenLink(record.Number, $"record {record.Number} does not follow from the record before it");
            if (record.ComputeHash() != record.Hash)
                return new BrokenLink(record.Number, $"record {record.Number} was changed after it was written");
            (number, hash) = (record.Number, record.Hash);
        }
        return null;
    }
}

/// <summary>Where a chain is broken, and how that shows.</summary>
public sealed record BrokenLink(long Number, string Why);
