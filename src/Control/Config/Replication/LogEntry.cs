using System.Security.Cryptography;
using System.Text.Json;

namespace Seawall.Control.Config.Replication;

/// <summary>One write as it goes over the log: what it does, and what must stand on every node once it is done.</summary>
/// <param name="Node">Who wrote it.</param>
/// <param name="Previous">Hash of the entry before, <see cref="LogPosition.Root"/> for the first.</param>
/// <param name="Revision">The newest revision afterwards.</param>
/// <param name="Digest">The digest of all entries of the config afterwards.</param>
/// <param name="AuditHash">The hash of the last audit record afterwards; null when there is none.</param>
internal sealed record LogEntry(string Node, string Previous, IReadOnlyList<LogEffect> Effects, long Revision, ulong Digest, string? AuditHash)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Throws <see cref="JsonException"/> for what a newer build wrote, or nobody did.</summary>
    public static LogEntry Read(byte[] plain) => JsonSerializer.Deserialize<LogEntry>(plain, JsonSerializerOptions.Web) ?? throw new JsonException("an entry is null");

    public static string HashOf(byte[] plain) => Convert.ToHexStringLower(SHA256.HashData(plain));
}
