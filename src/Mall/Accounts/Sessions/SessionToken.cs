using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Mall.Accounts.Sessions;

/// <summary>Opaque session tokens: 32 random bytes for the buyer, their hash for the database.</summary>
internal static class SessionToken
{
    private const int Bytes = 32;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
