using System.Buffers.Binary;

namespace Seawall.Gate.Tests.Fuzz;

/// <summary>Makes malformed client messages out of sound ones, the same for a seed: broken content, wrong types and lengths, wrong order, cuts.</summary>
internal sealed class MalformedMessages(int seed)
{
    private const string Types = "QPBDECSHFdcfpX";
    private static readonly byte[][] s_sound = [.. Conversations.All
        .Where(c => !c.Key.StartsWith("large", StringComparison.Ordinal))
        .SelectMany(c => Split(c.Value))
        // A sleeping server tests nothing.
        .Where(m => !System.Text.Encoding.UTF8.GetString(m).Contains("sleep", StringComparison.Ordinal))];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public static byte[] Sound(Random random) => s_sound[random.Next(s_sound.Length)];

    /// <summary>A message whose frame is sound (type and length) and whose content, place or order is not: a server answers it and lives on.</summary>
    public byte[] Framed() => Harmless(BrokenInItsFrame());

    private byte[] BrokenInItsFrame()
    {
        byte[] message = [.. Sound(_random)];
        Span<byte> content = message.AsSpan(5);
        switch (_random.Next(8))
        {
            case 0 or 1:
                // Only the place is wrong.
                return message;
            case 2 when content.Length > 0:
                content[_random.Next(content.Length)] = (byte)_random.Next(256);
                return message;
            case 3 when content.Length > 0:
                return Framed(message[0], content[..^_random.Next(1, content.Length + 1)]);
            case 4:
                return Framed(message[0], [.. content, .. Noise(_random.Next(1, 20))]);
            case 5:
                return Framed((byte)Types[_random.Next(Types.Length - 2)], content);
            case 6:
                return Framed(message[0], Sound(_random).AsSpan(5));
            default:
                return Framed((byte)Types[_random.Next(Types.Length - 2)], Noise(_random.Next(40)));
        }
    }

    /// <summary>A message after which nobody can find the next one: unknown type, wrong, negative or giant length, or cut off.</summary>
    public byte[] Unframed()
    {
        byte[] message = [.. Framed()];
        switch (_random.Next(5))
        {
            case 0:
                message[0] = (byte)_random.Next(256);
                return Harmless(message);
            case 1:
                BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), _random.Next());
                return message;
            case 2:
                BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), ((int[])[0, 1, 3, -1, int.MinValue, int.MaxValue, 1 << 30, 0x40000000 - 1])[_random.Next(8)]);
                return message;
            case 3:
                BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), Math.Max(0, message.Length - 1 + _random.Next(-8, 9)));
                return message;
            default:
                return message[.._random.Next(message.Length)];
        }
    }

    /// <summary>What may come first on a connection, broken: start-up, SSL, GSS and cancel requests, wrong codes and lengths.</summary>
    public byte[] FirstPacket(string user, string database)
    {
        byte[] packet = _random.Next(7) switch
        {
            0 => Wire.Untyped(80877103),
            1 => Wire.Untyped(80877104),
            2 => Wire.Cancel(Noise(_random.Next(4) == 0 ? _random.Next(40) : 8)),
            3 => Wire.Untyped(_random.Next(), Noise(_random.Next(60))),
            _ => Wire.Startup(("user", user), ("database", database), ("application_name", "fuzz"), ("options", "-c work_mem=1MB")),
        };
        for (int changes = _random.Next(4); changes > 0; changes--)
            packet[_random.Next(packet.Length)] = _random.Next(3) == 0 ? (byte)0 : (byte)_random.Next(256);
        return _random.Next(5) switch
        {
            0 => packet[.._random.Next(packet.Length)],
            1 => [.. packet, .. Noise(_random.Next(30))],
            2 => [.. packet, .. Framed()],
            _ => packet,
        };
    }

    public byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Framed(byte type, ReadOnlySpan<byte> content)
    {
        byte[] message = new byte[5 + content.Length];
        message[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + content.Length);
        content.CopyTo(message.AsSpan(5));
        return message;
    }

    // A function called by a random number with garbage can bring down the server itself (some expect to be called by the server only), and the server is not what is tested.
    // And a Flush has no content here: behind COPY data that fails nobody on the wire can tell whether the server has read such a one as part of the copy.
    private static byte[] Harmless(byte[] message)
    {
        if (message[0] == (byte)'H')
            return Wire.Flush;
        if (message[0] == (byte)'F' && message.Length >= 9 && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(5)) is not (1397 or 999_999))
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(5), 1397);
        return message;
    }

    private static IEnumerable<byte[]> Split(byte[] conversation)
    {
        for (int at = 0; at + 5 <= conversation.Length;)
        {
            int length = 1 + BinaryPrimitives.ReadInt32BigEndian(conversation.AsSpan(at + 1));
            if (length < 5 || at + length > conversation.Length)
                yield break;
            yield return conversation[at..(at + length)];
            at += length;
        }
    }
}
