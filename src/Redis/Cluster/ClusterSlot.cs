using System.Text;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Cluster;

/// <summary>
/// The slot of a key: CRC-16/XMODEM of the key, or of what stands in its first braces, modulo 16384
/// (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/).
/// </summary>
internal static class ClusterSlot
{
    public const int Count = 16384;

    private const int ShortKey = 256;

    private static readonly ushort[] _table = Table();

    public static int Of(RedisArgument key)
    {
        if (key.Text is not { } text)
            return Of(key.IsNumber ? Encoding.ASCII.GetBytes(key.ToString()) : key.Bytes.Span);
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = size <= ShortKey ? stackalloc byte[ShortKey] : new byte[size];
        return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    public static int Of(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open >= 0 && key[(open + 1)..].IndexOf((byte)'}') is var length and > 0)
            key = key.Slice(open + 1, length);
        ushort crc = 0;
        foreach (var value in key)
            crc = (ushort)((crc << 8) ^ _table[(crc >> 8) ^ value]);
        return crc % Count;
    }

    private static ushort[] Table()
    {
        var table = new ushort[256];
        for (var value = 0; value < table.Length; value++)
        {
            var crc = value << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            table[value] = (ushort)crc;
        }
        return table;
    }
}
