using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Seawall.Client.Calls;

namespace Seawall.Client.Metrics;

/// <summary>
/// Adds the role to what the framework measures of a request (<c>http.server.request.duration</c>), and takes marked requests out of it: they are counted in
/// <c>seawall.rehearsal.requests</c> only. It stands right after the caller is known, before anything may be refused.
/// </summary>
internal static class RequestTags
{
    /// <summary>The label of the source of a request.</summary>
    public const string Role = "seawall.role";

    private static readonly Meter Meter = new(MetricMeters.Rehearsal);
    private static readonly Counter<long> Rehearsed = Meter.CreateCounter<long>("seawall.rehearsal.requests", "{request}", "Requests that carried the mark of a rehearsal; no other series counts them.");

    public static Task Add(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
        {
            var call = CallContext.Current;
            if (call.Mark is not null)
                measured.MetricsDisabled = true;
            else
                measured.Tags.Add(new(Role, call.Role));
        }
        if (CallContext.Current.Mark is not null)
            Rehearsed.Add(1);
        return next(http);
    }
}
