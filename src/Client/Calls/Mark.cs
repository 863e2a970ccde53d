using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Client.Calls;

/// <summary>The signed claim by which rehearsal load enters at the edge: <c>X-Seawall-Mark: {id}.{expiry}.{hmac}</c>.</summary>
/// <remarks>The expiry is in seconds of Unix time; the code is HMAC-SHA-256 (RFC 2104) over <c>{id}.{expiry}</c> under the site's secret, as 64 hex digits.</remarks>
public static class Mark
{
    public const string Header = "X-Seawall-Mark";

    private const int LongestId = 32;

    /// <summary>Whether a text is a mark's id: <c>[a-z0-9-]{1,32}</c>.</summary>
    public static bool IsId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > LongestId)
            return false;
        foreach (var c in id)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
                return false;
        }
        return true;
    }

    /// <summary>The header's value for a mark that ends at a time.</summary>
    public static string Sign(string id, DateTimeOffset expiry, string secret)
    {
        if (!IsId(id))
            throw new ArgumentException($"a mark is 1..32 of a-z, 0-9 and '-', was '{id}'", nameof(id));
        var claim = string.Create(CultureInfo.InvariantCulture, $"{id}.{expiry.ToUnixTimeSeconds()}");
        return $"{claim}.{Code(claim, secret)}";
    }

    /// <summary>The mark of a claim that is well formed, signed under the secret and not over; otherwise null.</summary>
    public static string? Verify(string? claim, string? secret, DateTimeOffset now)
    {
        if (claim is null || string.IsNullOrEmpty(secret) || claim.Split('.') is not [var id, var expiry, var code] || !IsId(id))
            return null;
        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(Code($"{id}.{expiry}", secret)));
        return isOurs && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end > now.ToUnixTimeSeconds() ? id : null;
    }

    private static string Code(string claim, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(claim)));
}
