using Seawall.Control.Config.Replication;
using Seawall.Control.Storage;

namespace Seawall.Control.Config.Storage;

/// <summary>Requests that named themselves, and what became of them, so that none is done twice.</summary>
internal static class RequestLog
{
    public static KnownRequest? Find(ConfigFile file, string idempotency) => file.Connection.Query(
        "select fingerprint, revision, proposal from requests where idempotency = $key",
        row => new KnownRequest(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2)),
        ("$key", idempotency)).FirstOrDefault();

    public static void Keep(ConfigFile file, string idempotency, string fingerprint, long? revision, long? proposal, DateTimeOffset at)
    {
        file.Note(new LogEffect.RequestKept(idempotency, fingerprint, revision, proposal, at));
        file.Connection.Run(
            "insert into requests values ($key, $fingerprint, $revision, $proposal, $at)",
            ("$key", idempotency), ("$fingerprint", fingerprint), ("$revision", revision), ("$proposal", proposal), ("$at", ConfigFile.Text(at)));
    }

    /// <summary>All that were kept, as effects.</summary>
    public static List<LogEffect> All(ConfigFile file) => file.Connection.Query<LogEffect>(
        "select idempotency, fingerprint, revision, proposal, at from requests order by at, idempotency",
        row => new LogEffect.RequestKept(
            row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt64(3), ConfigFile.Time(row.GetString(4))));
}

/// <summary>A request that was done before.</summary>
internal sealed record KnownRequest(string Fingerprint, long? Revision, long? Proposal)
{
    /// <summary>The answer that was given, unless the name is used for something else now.</summary>
    public PublishOutcome Answer(string fingerprint) =>
        fingerprint != Fingerprint ? new PublishOutcome.Refused("This idempotency key was used for other changes; take a new one.")
        : Proposal is { } proposal ? new PublishOutcome.Waits(proposal, "It was proposed before.")
        : new PublishOutcome.Published(Revision!.Value);
}
