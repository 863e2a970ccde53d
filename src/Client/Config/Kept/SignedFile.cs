using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Client.Config.Kept;

/// <summary>
/// A body with a first line that proves it whole and genuine: <c>kind 1 LENGTH SHA256 HMAC-SHA256</c>, then the body. The HMAC (RFC 2104) is of the line up to
/// it and the body, so that neither kind, length nor content can be another's.
/// </summary>
public static class SignedFile
{
    private const int LongestLine = 256;

    /// <summary>A key for one purpose out of a secret, so that what is signed for one thing is not good for another.</summary>
    public static byte[] KeyOf(string secret, string purpose) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(purpose));

    public static byte[] Write(string kind, ReadOnlySpan<byte> body, byte[] key)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{kind} 1 {body.Length} {Convert.ToHexStringLower(SHA256.HashData(body))}");
        byte[] head = Encoding.ASCII.GetBytes($"{line} {Convert.ToHexStringLower(Sign(line, body, key))}\n");
        return [.. head, .. body];
    }

    /// <summary>The body, or why it is not to be trusted: a sentence without a subject, such as <c>is cut off after 812 of 4096 bytes</c>.</summary>
    public static (byte[]? Body, string? Refusal) Read(string kind, ReadOnlySpan<byte> file, byte[] key)
    {
        if (file.IsEmpty)
            return (null, "is empty");
        var end = file[..Math.Min(file.Length, LongestLine)].IndexOf((byte)'\n');
        var words = end < 0 ? [] : Encoding.ASCII.GetString(file[..end]).Split(' ');
        if (words is not [_, "1", _, _, _] || words[0] != kind || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return (null, $"does not begin as a {kind} of version 1");
        var body = file[(end + 1)..];
        if (body.Length != length)
            return (null, $"is cut off or grown: {body.Length} of {length} bytes");
        if (Convert.ToHexStringLower(SHA256.HashData(body)) != words[3])
            return (null, "is torn: its checksum is another");
        var line = string.Join(' ', words[..4]);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Sign(line, body, key))), Encoding.ASCII.GetBytes(words[4]))
            ? (body.ToArray(), null)
            : (null, "is not signed with this site's key");
    }

    private static byte[] Sign(string line, ReadOnlySpan<byte> body, byte[] key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes(line + "\n"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
