using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.History;

namespace Seawall.Control.Config.Storage;

/// <summary>Whether entries, history and audit of a file are whole and agree.</summary>
internal static class Checkup
{
    /// <summary>What stands in the file; <paramref name="damage"/> says what does not hold, null when all does.</summary>
    public static ConfigSnapshot Read(ConfigFile file, out string? damage)
    {
        var snapshot = ConfigSnapshot.Of(file.Head(), file.Entries());
        damage = FirstBreak(file, snapshot)?.Why;
        return snapshot;
    }

    /// <summary>The first link of the audit that does not hold, by itself or against the history and the entries.</summary>
    public static BrokenLink? FirstBreak(ConfigFile file, ConfigSnapshot snapshot)
    {
        var audit = file.WholeAudit();
        if (AuditChain.FirstBreak(audit) is { } broken)
            return broken;
        var history = file.Revisions(0, long.MaxValue, int.MaxValue).ToDictionary(revision => revision.Number);
        AuditRecord? newest = null;
        foreach (var record in audit)
        {
            if (record.Entry.Revision is not { } revision || ChangeProof.DigestOf(record.Entry.Detail) is null)
                continue;
            if (!history.TryGetValue(revision, out var told) || !ChangeProof.Holds(record.Entry.Detail, told.Changes))
                return new BrokenLink(record.Number, $"the history of revision {revision} is not what audit record {record.Number} tells of");
            newest = record;
        }
        var (head, digest) = newest is null ? (0, 0) : (newest.Entry.Revision!.Value, ChangeProof.DigestOf(newest.Entry.Detail)!.Value);
        return head != snapshot.Revision ? new BrokenLink(audit.Count + 1, $"the newest revision is {snapshot.Revision}, and the audit ends with {head}")
            : digest != snapshot.Digest ? new BrokenLink(audit.Count, $"the entries are not those that revision {head} left")
            : null;
    }
}
