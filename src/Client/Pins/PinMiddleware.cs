using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Seawall.Client.Doors;
using Seawall.Client.Limits;

namespace Seawall.Client.Pins;

/// <summary>
/// While a page is pinned, visitors whom nobody knows get its last good rendering, with <c>Age</c> and <c>x-degraded: pin.{id};stale</c>, and nothing behind is asked.
/// </summary>
/// <remarks>
/// Kept are answers of 200 with HTML to visitors without any cookie, at most once in 30 s a page, unless they set a cookie or say <c>no-store</c>: what is for one person or
/// carries a form's token is never kept. Visitors whose page may be personal always get the live one.
/// </remarks>
internal sealed class PinMiddleware(RequestDelegate next, PageStore store, EdgeVisitors visitors, TimeProvider clock)
{
    private const int LongestQuery = 100;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly string[] Said = ["Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Vary"];

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!HttpMethods.IsGet(request.Method) || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || request.QueryString.Value?.Length > LongestQuery || visitors.IsPersonal(http))
            return next(http);
        var path = request.Path.Value ?? "/";
        var key = $"{(VisitorLanguage.IsChinese(request) ? "zh" : "en")} {path}{request.QueryString}";
        var (pin, kept) = (store.PinOf(path), store.Find(key));
        if (pin is not null && kept is not null)
            return ShowAsync(http, pin, kept);
        return request.Headers.Cookie.Count > 0 || kept?.At > clock.GetUtcNow() - Fresh ? next(http) : KeepAsync(http, key);
    }

    private Task ShowAsync(HttpContext http, Pin pin, KeptPage page)
    {
        var headers = http.Response.Headers;
        foreach (var (name, value) in page.Headers)
            headers[name] = value;
        headers.Age = ((long)Math.Max(0, (clock.GetUtcNow() - page.At).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers[LimitMiddleware.Header] = $"pin.{pin.Id};stale";
        headers.ContentLength = page.Body.Length;
        return http.Response.Body.WriteAsync(page.Body, http.RequestAborted).AsTask();
    }

    private async Task KeepAsync(HttpContext http, string key)
    {
        var wire = http.Response.Body;
        await using var copy = new FileBufferingWriteStream(memoryThreshold: PageStore.LongestPage);
        http.Response.Body = copy;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
        var (response, headers) = (http.Response, http.Response.Headers);
        var mayKeep = response.StatusCode == StatusCodes.Status200OK && copy.Length is > 0 and <= PageStore.LongestPage
            && headers.ContentType.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase) && headers.SetCookie.Count == 0
            && headers[LimitMiddleware.Header].Count == 0 && !headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);
        if (!mayKeep)
        {
            await copy.DrainBufferAsync(wire, http.RequestAborted);
            return;
        }
        var body = new MemoryStream((int)copy.Length);
        await copy.DrainBufferAsync(body, http.RequestAborted);
        store.Keep(new KeptPage(key, clock.GetUtcNow(), Said.Where(name => headers[name].Count > 0).ToDictionary(name => name, name => headers[name].ToString()), body.ToArray()));
        await wire.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }
}
