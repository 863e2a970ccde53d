using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Seawall.Client.Calls;
using Seawall.Client.Hosting;

namespace Seawall.Client.Features;

/// <summary>Answers for endpoints whose feature is off for this call, or failed, what their feature declares.</summary>
internal sealed class FeatureMiddleware(RequestDelegate next, SeawallServiceOptions options, LastGoodAnswers kept)
{
    public Task InvokeAsync(HttpContext http)
    {
        var feature = FeatureEndpoint.Of(http.GetEndpoint(), options.Name);
        return feature is null ? next(http)
            : !feature.IsOn ? FallBackAsync(http, feature, Degraded.Off)
            : feature.Fallback.OnFailure || feature.Fallback.Kind == FallbackKind.LastGood ? WatchAsync(http, feature)
            : next(http);
    }

    // The answer is held back until it is known whether it is good; one that grows too long for that goes out as it is.
    private async Task WatchAsync(HttpContext http, Feature feature)
    {
        var outer = http.Response.Body;
        KeyValuePair<string, StringValues>[] standing = [.. http.Response.Headers];
        await using var held = new HeldAnswer(http.Response, outer);
        http.Response.Body = held;
        try
        {
            await next(http);
        }
        catch (Exception e) when (e is not RehearsalWriteException && feature.Fallback.OnFailure && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested && CanReplace(http, feature))
        {
            http.Response.Body = outer;
            Clear(http.Response, standing);
            await FallBackAsync(http, feature, Degraded.Failed);
            return;
        }
        finally
        {
            http.Response.Body = outer;
        }
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError && feature.Fallback.OnFailure && held.IsWhole && !http.Response.HasStarted && CanReplace(http, feature))
        {
            Clear(http.Response, standing);
            await FallBackAsync(http, feature, Degraded.Failed);
            return;
        }
        if (feature.Fallback.Kind == FallbackKind.LastGood && held.IsWhole)
            kept.Keep(http, feature, held.Content);
        await held.SendAsync(http.RequestAborted);
    }

    // What others said of the answer before the feature did, such as security headers, stays.
    private static void Clear(HttpResponse response, KeyValuePair<string, StringValues>[] standing)
    {
        response.Clear();
        foreach (var (name, value) in standing)
            response.Headers[name] = value;
    }

    // A failure is only hidden behind something better.
    private bool CanReplace(HttpContext http, Feature feature) => feature.Fallback.Kind != FallbackKind.LastGood || kept.Find(http, feature) is not null;

    private async Task FallBackAsync(HttpContext http, Feature feature, string why)
    {
        var fallback = feature.Fallback;
        var answer = fallback.Kind switch
        {
            FallbackKind.Empty => fallback.Json is null ? Results.NoContent() : Results.Text(fallback.Json, "application/json"),
            FallbackKind.LastGood when kept.Find(http, feature) is { } good => good,
            FallbackKind.Static => await fallback.Answer!(http),
            _ => Refusal(feature),
        };
        Degraded.Mark(http, feature, why);
        await answer.ExecuteAsync(http);
    }

    private static IResult Refusal(Feature feature) => Results.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Title = "feature_off",
        Detail = $"{feature.Key} is switched off for now.",
        Extensions = { ["code"] = "feature_off", ["feature"] = feature.Key },
    });
}
