using Seawall.Client.Calls;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>One shopper's way through the storefront: cookies, measured requests, redirects left to the shopper.</summary>
internal sealed class Walk(HttpClient http, TrafficMeter meter, string userAgent, string language, TimeProvider clock)
{
    private const string RefusedHeader = "X-Seawall-Refused";

    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The signed mark of a rehearsal; null for load that counts.</summary>
    public string? Mark { get; init; }

    public Task<Page> GetAsync(PageKind kind, string path, CancellationToken ct) => MeasureAsync(kind, HttpMethod.Get, path, null, ct);

    public Task<Page> PostAsync(PageKind kind, string path, Dictionary<string, string> fields, CancellationToken ct) =>
        MeasureAsync(kind, HttpMethod.Post, path, fields, ct);

    /// <summary>Asks for an address that no page linked to: a 404 says that it is not there (yet), and is no error.</summary>
    public async Task<Page> EnterAsync(PageKind kind, string path, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var page = await SendAsync(HttpMethod.Get, path, null, ct);
        if (page.Status == 404)
            meter.Missing(path);
        else
            meter.Record(kind, started, clock.GetTimestamp(), page.Status);
        return page;
    }

    private async Task<Page> MeasureAsync(PageKind kind, HttpMethod method, string path, Dictionary<string, string>? fields, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var page = await SendAsync(method, path, fields, ct);
        if (page.IsUnwritten)
            meter.Unwritten();
        meter.Record(kind, started, clock.GetTimestamp(), page.IsUnwritten ? 200 : page.Status);
        return page;
    }

    private async Task<Page> SendAsync(HttpMethod method, string path, Dictionary<string, string>? fields, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        if (Mark is not null)
            request.Headers.TryAddWithoutValidation(Client.Calls.Mark.Header, Mark);
        if (_cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (fields is not null)
            request.Content = new FormUrlEncodedContent(fields);

        try
        {
            using var response = await http.SendAsync(request, ct);
            TakeCookies(response);
            return new Page((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(ct))
            {
                IsUnwritten = response.Headers.TryGetValues(RefusedHeader, out var codes) && codes.Contains(RehearsalWriteException.Code),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // No answer is an answer too: counted, and tried again by who needs it.
            return new Page(0, null, "");
        }
    }

    private void TakeCookies(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            var pair = cookie.AsSpan(0, cookie.IndexOf(';') is >= 0 and var end ? end : cookie.Length);
            var equals = pair.IndexOf('=');
            if (equals > 0)
                _cookies[pair[..equals].ToString()] = pair[(equals + 1)..].ToString();
        }
    }
}
