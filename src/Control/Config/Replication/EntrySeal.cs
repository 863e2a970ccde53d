using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Control.Config.Replication;

/// <summary>
/// What goes over the log is packed, and sealed with a key of the site: version (1), nonce (12), tag (16), then AES-256-GCM (NIST SP 800-38D) over Brotli (RFC 7932).
/// Site and place are under the seal too, so that an entry can be neither read, nor made up, nor moved by who reaches the log without the secret.
/// </summary>
public sealed class EntrySeal
{
    private const byte Version = 1;
    private const int Head = 1 + 12 + 16;

    private readonly byte[] _key;
    private readonly byte[] _site;

    public EntrySeal(string secret, string site)
    {
        _site = Encoding.UTF8.GetBytes(site);
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes("seawall-config-log"));
    }

    public byte[] Seal(long index, byte[] plain)
    {
        var packed = Pack(plain);
        var bytes = new byte[Head + packed.Length];
        bytes[0] = Version;
        RandomNumberGenerator.Fill(bytes.AsSpan(1, 12));
        using var aes = new AesGcm(_key, 16);
        aes.Encrypt(bytes.AsSpan(1, 12), packed, bytes.AsSpan(Head), bytes.AsSpan(13, 16), Place(index));
        return bytes;
    }

    /// <summary>What was sealed; null when it was not sealed for this place of this site.</summary>
    public byte[]? Open(long index, byte[] bytes)
    {
        if (bytes.Length < Head || bytes[0] != Version)
            return null;
        var packed = new byte[bytes.Length - Head];
        using var aes = new AesGcm(_key, 16);
        try
        {
            aes.Decrypt(bytes.AsSpan(1, 12), bytes.AsSpan(Head), bytes.AsSpan(13, 16), packed, Place(index));
            return Unpack(packed);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[] Place(long index)
    {
        var place = new byte[8 + _site.Length];
        BinaryPrimitives.WriteInt64BigEndian(place, index);
        _site.CopyTo(place, 8);
        return place;
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
            brotli.Write(plain);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}
