using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Calls;

namespace Seawall.Client.Hosting;

/// <summary>Adds the matched route to the call's context, and answers a marked call's refused write: no rehearsal may touch real tables.</summary>
internal sealed class CallContextMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        using var scope = (CallContext.Current with { Route = route }).Enter();
        try
        {
            await next(http);
        }
        catch (RehearsalWriteException refused) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Refusals.WriteAsync(http, StatusCodes.Status409Conflict, RehearsalWriteException.Code, refused.Message);
        }
    }
}
