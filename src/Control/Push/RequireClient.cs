using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Push;

/// <summary>Whether a request proves to come from a service of this site: <c>Authorization: Bearer</c> with the clients' token, compared in constant time.</summary>
public sealed class RequireClient(string? token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _expected = token is { Length: > 0 } ? Encoding.UTF8.GetBytes(token) : null;

    public bool Admits(HttpContext http)
    {
        string? header = http.Request.Headers.Authorization;
        if (_expected is null || header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > 512)
            return false;
        Span<byte> given = stackalloc byte[2048];
        return Encoding.UTF8.TryGetBytes(header.AsSpan(Scheme.Length).Trim(), given, out var length) && CryptographicOperations.FixedTimeEquals(given[..length], _expected);
    }

    /// <summary>401 without a body that says more.</summary>
    public static Task Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
