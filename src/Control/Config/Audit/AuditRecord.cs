using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seawall.Control.Config.Audit;

/// <summary>Something that was done to the config, or refused to be.</summary>
/// <param name="Action">Such as <c>publish</c>, <c>undo</c>, <c>propose</c>, <c>approve</c>, <c>operator-add</c>.</param>
/// <param name="Revision">The revision that came of it; null when none did.</param>
/// <param name="Detail">JSON; of a publish, the keys and the SHA-256 of their values before and after.</param>
public sealed record AuditEntry(string Actor, string? Source, string Action, string Reason, long? Revision, string Detail);

/// <summary>An entry in its place of the chain.</summary>
/// <param name="Hash">SHA-256, hexadecimal, of the former record's hash and this record's canonical form.</param>
public sealed record AuditRecord(long Number, DateTimeOffset At, AuditEntry Entry, string Previous, string Hash)
{
    /// <summary>What stands before the first record.</summary>
    public const string Root = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The next record of a chain.</summary>
    public static AuditRecord After(AuditRecord? last, DateTimeOffset at, AuditEntry entry)
    {
        var record = new AuditRecord((last?.Number ?? 0) + 1, at, entry, last?.Hash ?? Root, "");
        return record with { Hash = record.ComputeHash() };
    }

    /// <summary>The hash that the record must have: of <c>previous LF canonical</c>, the canonical form being a JSON array of its fields in this order.</summary>
    public string ComputeHash()
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(Encoding.UTF8.GetBytes(Previous + "\n"));
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Number);
            json.WriteStringValue(At.ToString("O", CultureInfo.InvariantCulture));
            json.WriteStringValue(Entry.Actor);
            json.WriteStringValue(Entry.Source);
            json.WriteStringValue(Entry.Action);
            json.WriteStringValue(Entry.Reason);
            json.WriteStringValue(Entry.Revision?.ToString(CultureInfo.InvariantCulture));
            json.WriteStringValue(Entry.Detail);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }
}
