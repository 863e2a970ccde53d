using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seawall.Client.Config.Push;

/// <summary>
/// The data of the events of <c>GET /config/stream</c>, JSON on one line. Digests are 16 hexadecimal digits, values are strings that hold JSON byte for byte:
/// <c>snapshot</c> <c>{"revision":812,"digest":"…","entries":[{"key":"…","value":"…","revision":7}]}</c>;
/// <c>delta</c> <c>{"from":811,"revision":812,"digest":"…","changes":[{"key":"…","value":"…"|null,"revision":812}]}</c>;
/// <c>beat</c> <c>{"revision":812,"digest":"…","every":10000}</c> with the milliseconds within which the next one comes.
/// </summary>
public static class ConfigWire
{
    public const string Snapshot = "snapshot";
    public const string Delta = "delta";
    public const string Beat = "beat";

    private static readonly JsonWriterOptions _oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Hex(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryHex(ReadOnlySpan<char> text, out ulong digest) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out digest);

    public static byte[] Write(ConfigSnapshot snapshot) => Written(json =>
    {
        WriteHead(json, snapshot.Revision, snapshot.Digest);
        json.WriteStartArray("entries");
        foreach (var entry in snapshot.Entries.Values)
            WriteKey(json, entry.Key, entry.Value, entry.Revision);
        json.WriteEndArray();
    });

    public static byte[] Write(ConfigDelta delta) => Written(json =>
    {
        json.WriteNumber("from", delta.From);
        WriteHead(json, delta.Revision, delta.Digest);
        json.WriteStartArray("changes");
        foreach (var change in delta.Changes)
            WriteKey(json, change.Key, change.Value, change.Revision);
        json.WriteEndArray();
    });

    public static byte[] Write(SessionEvent.Beat beat) => Written(json =>
    {
        WriteHead(json, beat.Revision, beat.Digest);
        json.WriteNumber("every", (long)beat.Every.TotalMilliseconds);
    });

    /// <summary>The event that a name and its data are; <see cref="SessionEvent.Torn"/> when they are none.</summary>
    public static SessionEvent Read(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            var parts = WireParts.Read(data);
            return name switch
            {
                Snapshot => new SessionEvent.Snapshot(ConfigSnapshot.Of(parts.Revision, parts.Keys.Select(Entry)), parts.Digest),
                Delta => new SessionEvent.Delta(new ConfigDelta(parts.From, parts.Revision, parts.Digest, parts.Keys)),
                Beat => new SessionEvent.Beat(parts.Revision, parts.Digest, TimeSpan.FromMilliseconds(Math.Clamp(parts.Every, 0, 60_000))),
                _ => new SessionEvent.Torn($"nobody knows events named {name}"),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new SessionEvent.Torn($"{name}: {e.Message}");
        }
    }

    private static ConfigEntry Entry(ConfigChange change) =>
        new(change.Key, change.Value ?? throw new JsonException("an entry of a snapshot has no value"), change.Revision);

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, _oneLine))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return output.WrittenSpan.ToArray();
    }

    private static void WriteHead(Utf8JsonWriter json, long revision, ulong digest)
    {
        json.WriteNumber("revision", revision);
        json.WriteString("digest", Hex(digest));
    }

    private static void WriteKey(Utf8JsonWriter json, string key, string? value, long revision)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("value", value);
        json.WriteNumber("revision", revision);
        json.WriteEndObject();
    }
}
