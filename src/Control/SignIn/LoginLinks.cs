using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Control.SignIn;

/// <summary>
/// Tokens of sign-in links: expiry (8 bytes), chance (16 bytes) and their HMAC-SHA256 under the console's secret, as base64url. They prove themselves, so that a
/// command can make one while the console is down; that each is used once is remembered by <see cref="SignInBook"/>.
/// </summary>
public static class LoginLinks
{
    private const int Signed = 24;
    private const int Length = Signed + HMACSHA256.HashSizeInBytes;

    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>A fresh token.</summary>
    public static string Create(string secret, DateTimeOffset now)
    {
        Span<byte> token = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(token, (now + Life).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(token[8..Signed]);
        Sign(secret, token[..Signed], token[Signed..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whether the token was made with this secret; its identity and expiry when it was.</summary>
    internal static bool IsGenuine(string secret, string token, out string id, out DateTimeOffset expires)
    {
        (id, expires) = ("", default);
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> proof = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (token.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != Length)
            return false;
        Sign(secret, bytes[..Signed], proof);
        if (!CryptographicOperations.FixedTimeEquals(proof, bytes[Signed..]))
            return false;
        id = Convert.ToHexStringLower(bytes[8..Signed]);
        expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
        return true;
    }

    private static void Sign(string secret, ReadOnlySpan<byte> what, Span<byte> proof) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), what, proof);
}
