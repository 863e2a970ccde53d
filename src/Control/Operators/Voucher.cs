using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Control.Operators;

/// <summary>
/// What a secret of the site says of a person for a while: expiry (8 bytes), chance (16 bytes), level (1 byte), name, and their HMAC-SHA256, as base64url. It proves
/// itself, so that a command can make one while the control center is down. What one is for (<c>link</c>, <c>bearer</c>) is under the proof too.
/// </summary>
internal static class Voucher
{
    private const int Head = 25;
    private const int Most = Head + PersonName.MostCharacters + HMACSHA256.HashSizeInBytes;

    public static string Create(string secret, string purpose, Person person, DateTimeOffset expires)
    {
        if (!PersonName.IsValid(person.Name))
            throw new ArgumentException($"'{person.Name}' is no name of a person.", nameof(person));
        Span<byte> bytes = stackalloc byte[Most];
        BinaryPrimitives.WriteInt64BigEndian(bytes, expires.ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes[8..24]);
        bytes[24] = (byte)person.Level;
        var signed = Head + Encoding.ASCII.GetBytes(person.Name, bytes[Head..]);
        Sign(secret, purpose, bytes[..signed], bytes[signed..]);
        return Base64Url.EncodeToString(bytes[..(signed + HMACSHA256.HashSizeInBytes)]);
    }

    /// <summary>Whether it was made with this secret for this purpose; whom it speaks for, until when, and its own identity when it was.</summary>
    public static bool IsGenuine(string secret, string purpose, string token, out Person? person, out string id, out DateTimeOffset expires)
    {
        (person, id, expires) = (null, "", default);
        Span<byte> bytes = stackalloc byte[Most];
        Span<byte> proof = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (token.Length > Base64Url.GetEncodedLength(Most) || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written))
            return false;
        var signed = written - proof.Length;
        if (signed <= Head || token.Length != Base64Url.GetEncodedLength(written))
            return false;
        Sign(secret, purpose, bytes[..signed], proof);
        if (!CryptographicOperations.FixedTimeEquals(proof, bytes[signed..written]))
            return false;
        person = new Person(Encoding.ASCII.GetString(bytes[Head..signed]), (OperatorLevel)bytes[24]);
        id = Convert.ToHexStringLower(bytes[8..24]);
        expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
        return true;
    }

    private static void Sign(string secret, string purpose, ReadOnlySpan<byte> what, Span<byte> proof)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(purpose));
        hmac.AppendData([0]);
        hmac.AppendData(what);
        hmac.GetHashAndReset(proof);
    }
}
