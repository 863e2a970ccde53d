using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>
/// Posts a message as JSON. <c>Idempotency-Key</c> holds its id. With a secret, <c>X-Seawall-Signature</c> holds <c>t=SECONDS,v1=HEX</c>: the HMAC-SHA-256, under the
/// secret, of the seconds, a dot and the body, so that a receiver can refuse what is forged or old.
/// </summary>
public static class WebhookSender
{
    public const string SignatureHeader = "X-Seawall-Signature";

    internal static async Task<Attempt> SendAsync(HttpClient http, WebhookOutlet outlet, string secret, AlertMessage message, CancellationToken cancellationToken)
    {
        var body = MessageJson.Of(message);
        using var request = new HttpRequestMessage(HttpMethod.Post, outlet.Url.Replace("{secret}", Uri.EscapeDataString(secret), StringComparison.Ordinal))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } },
        };
        request.Headers.Add("Idempotency-Key", message.Id);
        request.Headers.UserAgent.ParseAdd("seawall");
        foreach (var (name, value) in outlet.Headers)
            request.Headers.TryAddWithoutValidation(name, value.Replace("{secret}", secret, StringComparison.Ordinal));
        if (secret.Length > 0)
            request.Headers.Add(SignatureHeader, Signature(secret, message.At, body));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return Judge(outlet.Address, response);
    }

    /// <summary>Calls a monitor elsewhere; what it is told does not matter, that it is called does.</summary>
    internal static async Task<Attempt> PingAsync(HttpClient http, PingOutlet outlet, string secret, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(outlet.Url.Replace("{secret}", Uri.EscapeDataString(secret), StringComparison.Ordinal), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return Judge(outlet.Address, response);
    }

    /// <summary>The header's value for a body sent at a time.</summary>
    public static string Signature(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds + "."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    internal static Attempt Judge(string address, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return Attempt.Done;
        var after = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? response.Headers.RetryAfter?.Delta : null;
        return Attempt.Failed(string.Create(CultureInfo.InvariantCulture, $"{address} answered {(int)response.StatusCode}"), after);
    }
}
