using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Postgres.Capture;

/// <summary>Whence a capture file comes. `Masked` captures hold tokens in place of values, made with the key that `KeyId` names.</summary>
public sealed record CaptureHeader
{
    /// <summary>The gate that wrote it.</summary>
    public string Gate { get; init; } = "";

    /// <summary>The database host, as host:port.</summary>
    public string DatabaseHost { get; init; } = "";

    /// <summary>When the file was begun.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>True if values are tokens.</summary>
    public bool Masked { get; init; }

    /// <summary>Which key made the tokens; empty if none did.</summary>
    public string KeyId { get; init; } = "";

    internal byte[] ToBytes() =>
        [.. CaptureFormat.Magic, .. JsonSerializer.SerializeToUtf8Bytes(this, CaptureHeaderJson.Default.CaptureHeader), (byte)'\n'];

    internal static CaptureHeader? FromLine(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CaptureHeaderJson.Default.CaptureHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptureHeader))]
internal sealed partial class CaptureHeaderJson : JsonSerializerContext;
