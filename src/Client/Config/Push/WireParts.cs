using System.Text.Json;

namespace Seawall.Client.Config.Push;

/// <summary>What any event of the stream may hold; what is not there is 0 or empty.</summary>
internal sealed record WireParts(long From, long Revision, ulong Digest, long Every, IReadOnlyList<ConfigChange> Keys)
{
    /// <summary>Reads one object; what it does not know it skips, so that servers may say more one day. Throws <see cref="JsonException"/> and its kin.</summary>
    public static WireParts Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        long from = 0, revision = 0, every = 0;
        ulong digest = 0;
        List<ConfigChange> keys = [];
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("from"u8))
                from = Number(ref reader);
            else if (reader.ValueTextEquals("revision"u8))
                revision = Number(ref reader);
            else if (reader.ValueTextEquals("every"u8))
                every = Number(ref reader);
            else if (reader.ValueTextEquals("digest"u8))
                digest = Hex(ref reader);
            else if (reader.ValueTextEquals("entries"u8) || reader.ValueTextEquals("changes"u8))
                ReadKeys(ref reader, keys);
            else
                reader.Skip();
        }
        Expect(reader.TokenType == JsonTokenType.EndObject && revision >= 0 && from >= 0);
        return new WireParts(from, revision, digest, every, keys);
    }

    private static void ReadKeys(ref Utf8JsonReader reader, List<ConfigChange> keys)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? key = null, value = null;
            long revision = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("key"u8))
                    key = Text(ref reader);
                else if (reader.ValueTextEquals("value"u8))
                    value = Text(ref reader);
                else if (reader.ValueTextEquals("revision"u8))
                    revision = Number(ref reader);
                else
                    reader.Skip();
            }
            keys.Add(new ConfigChange(key ?? throw new JsonException("a key has no name"), value, revision));
        }
        Expect(reader.TokenType == JsonTokenType.EndArray);
    }

    private static long Number(ref Utf8JsonReader reader)
    {
        Expect(reader.Read());
        return reader.GetInt64();
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        Expect(reader.Read());
        return reader.GetString();
    }

    private static ulong Hex(ref Utf8JsonReader reader) =>
        ConfigWire.TryHex(Text(ref reader), out var digest) ? digest : throw new JsonException("the digest is no hexadecimal number");

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new JsonException("it is not of the shape of an event");
    }
}
