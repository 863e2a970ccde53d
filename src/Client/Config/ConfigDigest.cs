using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Client.Config;

/// <summary>
/// A 64-bit digest of a set of entries, kept up one change at a time: the sum, modulo 2⁶⁴, of the first eight bytes of each entry's SHA-256 (an additive multiset
/// hash; Clarke and others, Asiacrypt 2003). It finds what was lost or torn; it is no proof against forgery.
/// </summary>
public static class ConfigDigest
{
    /// <summary>What an entry adds to the digest of its set.</summary>
    public static ulong Of(ConfigEntry entry)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetByteCount(entry.Key) + 1 + Encoding.UTF8.GetByteCount(entry.Value) + 8;
        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var at = Encoding.UTF8.GetBytes(entry.Key, bytes);
        bytes[at++] = 0;
        at += Encoding.UTF8.GetBytes(entry.Value, bytes[at..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[at..], entry.Revision);
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
