using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Ofrep;

/// <summary>Who may ask: by a token in a header; for event streams, where a browser can send none, by a ticket in the address that opens streams only and runs out.</summary>
internal sealed class OfrepAccess(OfrepOptions options, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const int TicketDays = 2;

    private readonly byte[] _key = HMACSHA256.HashData(RandomNumberGenerator.GetBytes(32), "ofrep-stream"u8);

    public bool Admits(HttpContext http)
    {
        var headers = http.Request.Headers;
        var given = headers.Authorization.ToString() is var bearer && bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? bearer[Bearer.Length..].Trim()
            : headers["X-API-Key"].ToString();
        if (given.Length is 0 or > 512)
            return false;
        var admitted = false;
        foreach (var token in options.Tokens)
            admitted |= token.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(given));
        return admitted;
    }

    /// <summary>The same all day, so that a client that asks again keeps its stream; good until the end of the next day.</summary>
    public string Ticket() => Sign(Today + TicketDays);

    public bool Admits(string? ticket) =>
        ticket is { Length: < 128 }
        && int.TryParse(ticket.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
        && end > Today
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ticket), Encoding.UTF8.GetBytes(Sign(end)));

    private int Today => (int)(time.GetUtcNow().ToUnixTimeSeconds() / 86_400);

    private string Sign(int end) => string.Create(
        CultureInfo.InvariantCulture, $"{end}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, BitConverter.GetBytes(end)).AsSpan(0, 16))}");
}
