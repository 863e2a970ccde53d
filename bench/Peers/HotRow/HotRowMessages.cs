using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Seawall.Peers.HotRow;

/// <summary>What the clients send; each ends with a message that ReadyForQuery answers.</summary>
internal static class HotRowMessages
{
    public static byte[] Startup { get; } = Startup3($"user\0postgres\0database\0{BenchServer.Database}\0\0");

    public static byte[] Prepare { get; } = [.. Message('P', "u\0UPDATE hot SET n = n + 1 WHERE id = $1\0\0\0"), .. Message('S', "")];

    public static byte[] Begin { get; } = Message('Q', "BEGIN\0");

    public static byte[] Commit { get; } = Message('Q', "COMMIT\0");

    /// <summary>Bind, Execute and Sync of the prepared update.</summary>
    public static byte[] Update(int row)
    {
        string id = row.ToString(CultureInfo.InvariantCulture);
        return [.. Message('B', $"\0u\0\0\0\0\u0001\0\0\0{(char)id.Length}{id}\0\0"), .. Message('E', "\0\0\0\0\0"), .. Message('S', "")];
    }

    private static byte[] Message(char type, string content)
    {
        byte[] message = new byte[5 + content.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + content.Length);
        Encoding.ASCII.GetBytes(content, message.AsSpan(5));
        return message;
    }

    private static byte[] Startup3(string parameters)
    {
        byte[] message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        Encoding.ASCII.GetBytes(parameters, message.AsSpan(8));
        return message;
    }
}
