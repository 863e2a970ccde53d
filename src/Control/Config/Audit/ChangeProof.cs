using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Control.Config.History;

namespace Seawall.Control.Config.Audit;

/// <summary>What the audit says of a publish, so that the chain covers the history's values and the digest of what stood then.</summary>
internal static class ChangeProof
{
    public static string Of(IReadOnlyList<KeyChange> changes, ulong digest) => new JsonObject
    {
        ["keys"] = new JsonArray([.. changes.Select(change => (JsonNode?)change.Key)]),
        ["values"] = HashOf(changes),
        ["digest"] = digest.ToString("x16", null),
    }.ToJsonString();

    /// <summary>The digest of the snapshot that the publish led to; null when the detail is not of a publish.</summary>
    public static ulong? DigestOf(string detail) =>
        Member(detail, "digest") is { } hex && ulong.TryParse(hex, System.Globalization.NumberStyles.HexNumber, null, out var digest) ? digest : null;

    /// <summary>Whether these are the changes that the record tells of.</summary>
    public static bool Holds(string detail, IReadOnlyList<KeyChange> changes) => Member(detail, "values") == HashOf(changes);

    private static string HashOf(IReadOnlyList<KeyChange> changes) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(changes.OrderBy(change => change.Key, StringComparer.Ordinal))));

    private static string? Member(string detail, string name)
    {
        try
        {
            return (string?)(JsonNode.Parse(detail) as JsonObject)?[name];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
