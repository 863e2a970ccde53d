using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Calls;
using Seawall.Client.Features;

namespace Seawall.Client.Hosting;

/// <summary>Adds the matched route and its feature to the call's context, and answers a marked call's refused write: no rehearsal may touch real tables.</summary>
internal sealed class CallContextMiddleware(RequestDelegate next, SeawallServiceOptions options)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        var call = CallContext.Current;
        using var scope = (call with
        {
            Route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "",
            // What is no feature by itself runs for the one that called.
            Feature = FeatureEndpoint.Running(endpoint, options.Name)?.Key ?? call.Feature,
        }).Enter();
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
