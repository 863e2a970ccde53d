using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Calls;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Switches;

namespace Seawall.Client.Limits;

/// <summary>Refuses what the limits refuse: those of paths before the request is routed, those of features as soon as its route is known.</summary>
/// <remarks>429 with <c>Retry-After</c> when a role has used its quota, 503 for overload, both with <c>x-degraded: limit.{name};{grade};{role}</c>.</remarks>
internal static class LimitMiddleware
{
    public const string Header = "x-degraded";

    private static readonly string[] AlwaysOpen = ["/alive", "/health", "/metrics"];

    public static RequestDelegate OfPaths(RequestDelegate next, LiveLimits limits) => http =>
        limits.Current is { Count: > 0 } gates && !AlwaysOpen.Contains(http.Request.Path.Value, StringComparer.Ordinal)
            ? PassAsync(http, gates, 0, null, gate => gate.Limit.Feature is null && gate.Covers(http.Request.Path.Value ?? "/"), next)
            : next(http);

    public static RequestDelegate OfFeatures(RequestDelegate next, LiveLimits limits, string service) => http =>
        limits.Current is { Count: > 0 } gates && FeatureEndpoint.Of(http.GetEndpoint(), service) is { } feature
            ? PassAsync(http, gates, 0, feature.Grade, gate => gate.Limit.Feature == feature.Key && gate.Covers(http.Request.Path.Value ?? "/"), next)
            : next(http);

    private static async Task PassAsync(
        HttpContext http, IReadOnlyList<LimitGate> gates, int from, Grade? grade, Func<LimitGate, bool> covers, RequestDelegate next)
    {
        for (var i = from; i < gates.Count; i++)
        {
            if (!covers(gates[i]))
                continue;
            using var admission = await gates[i].EnterAsync(CallContext.Current, grade, http.RequestAborted);
            if (admission.IsAdmitted)
                await PassAsync(http, gates, i + 1, grade, covers, next);
            else
                await RefuseAsync(http, gates[i].Limit, admission);
            return;
        }
        await next(http);
    }

    private static Task RefuseAsync(HttpContext http, Limit limit, in Admission admission)
    {
        var isQuota = admission.Outcome == LimitOutcome.Quota;
        http.Response.Clear();
        http.Response.Headers[Header] = $"limit.{limit.Name};{limit.Grade};{CallContext.Current.Role}";
        http.Response.Headers.RetryAfter = ((long)Math.Clamp(Math.Ceiling(admission.RetryAfter.TotalSeconds), 1, 3600)).ToString(CultureInfo.InvariantCulture);
        return isQuota
            ? Refusals.WriteAsync(http, StatusCodes.Status429TooManyRequests, "role_quota", $"The role has used what the limit '{limit.Name}' gives it.")
            : Refusals.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "overloaded", "The service is overloaded and serves what matters more first.");
    }
}
