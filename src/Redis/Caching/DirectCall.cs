using System.Net;
using Microsoft.AspNetCore.Http;

namespace Seawall.Redis.Caching;

/// <summary>Whether a request came straight from this machine, with no proxy between that may speak for a stranger.</summary>
internal static class DirectCall
{
    private static readonly string[] _proxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"];

    public static bool IsFromThisMachine(HttpContext http) =>
        http.Connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local }
        && IPAddress.IsLoopback(remote)
        && IPAddress.IsLoopback(local)
        && !_proxyHeaders.Any(http.Request.Headers.ContainsKey);
}
