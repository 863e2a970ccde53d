using System.Security.Cryptography;

namespace Seawall.Postgres.Scram;

/// <summary>The hash a server of `md5` authentication wants: "md5" + hex(md5(hex(md5(password + user)) + salt)).</summary>
public static class Md5Password
{
    /// <summary>Bytes of the answer.</summary>
    public const int Length = 35;

    /// <summary>Writes the answer to `destination`, which takes <see cref="Length"/> bytes.</summary>
    public static void Write(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[2 * MD5.HashSizeInBytes];
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(password);
        md5.AppendData(user);
        md5.GetHashAndReset(hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        md5.AppendData(hex);
        md5.AppendData(salt);
        md5.GetHashAndReset(hash);
        "md5"u8.CopyTo(destination);
        Convert.TryToHexStringLower(hash, destination[3..], out _);
    }
}
