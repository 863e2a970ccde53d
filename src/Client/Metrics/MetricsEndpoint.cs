using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Seawall.Client.Calls;

namespace Seawall.Client.Metrics;

/// <summary>
/// Answers <c>/metrics</c> (Prometheus) and <c>/metrics/values</c> (the control center's compact form) before anything else of the service has its turn, so
/// that figures are there when limits refuse everybody. Strangers get what they get at any other address: only this machine and the networks of
/// <see cref="MetricsAccess"/> are answered, and nothing that came through a proxy.
/// </summary>
internal sealed class MetricsEndpoint(MetricRegistry registry, MetricsAccess access) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Answer);
        next(app);
    };

    private Task Answer(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (path == "/alive" || path == "/health")
        {
            Leave(http);
            return next(http);
        }
        if (!path.StartsWithSegments("/metrics", out var rest) || !HttpMethods.IsGet(http.Request.Method) || (rest.HasValue && rest != "/values") || !access.Allows(http))
            return next(http);
        Leave(http);
        return rest.HasValue ? WriteValuesAsync(http, registry) : WriteTextAsync(http, registry);
    }

    internal static Task WriteTextAsync(HttpContext http, MetricRegistry registry)
    {
        var body = new ArrayBufferWriter<byte>(32 << 10);
        PrometheusText.Write(registry, body);
        return WriteAsync(http, PrometheusText.ContentType, body);
    }

    internal static Task WriteValuesAsync(HttpContext http, MetricRegistry registry)
    {
        _ = ulong.TryParse(http.Request.Query["epoch"], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch);
        _ = int.TryParse(http.Request.Query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        var body = new ArrayBufferWriter<byte>(16 << 10);
        SeriesWire.Write(registry, epoch, from, body);
        return WriteAsync(http, "application/octet-stream", body);
    }

    private static Task WriteAsync(HttpContext http, string type, ArrayBufferWriter<byte> body)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.WrittenCount;
        return http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).AsTask();
    }

    // Those who ask whether and how the service works are no users of it.
    private static void Leave(HttpContext http)
    {
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
            measured.MetricsDisabled = true;
    }
}

/// <summary>Who may read a process's figures besides this machine: the networks whose claims the edge believes (<c>edge/rules</c>, <c>trusted</c>).</summary>
public sealed class MetricsAccess(Func<Networks> trusted)
{
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"];

    public bool Allows(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } remote || Array.Exists(ProxyHeaders, http.Request.Headers.ContainsKey))
            return false;
        return Networks.Loopback.Contains(remote) || trusted().Contains(remote);
    }
}
