using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Calls;

namespace Seawall.Client.Hosting;

/// <summary>Gives every request its call context: trusted from the header between services, decided here at the edge.</summary>
internal sealed class CallContextMiddleware(RequestDelegate next, SeawallServiceOptions options)
{
    public async Task InvokeAsync(HttpContext http)
    {
        using var scope = Identify(http).Enter();
        await next(http);
    }

    private CallContext Identify(HttpContext http)
    {
        var headers = http.Request.Headers;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (!options.Edge)
            return Baggage.Read(headers[Baggage.Header]) with { Route = route };

        var role = EdgeRole.Decide(headers[EdgeRole.Header], headers.UserAgent);
        headers.Remove(Baggage.Header);
        return new CallContext { Role = role, Route = route };
    }
}
