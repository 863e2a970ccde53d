using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config.Api;
using Seawall.Control.Operators;

namespace Seawall.Control.Freezes;

/// <summary><c>/api/freeze</c>: whether the site is frozen, and putting that on and off.</summary>
internal static class FreezeApi
{
    /// <param name="Until">For <c>on</c>: when it ends by itself; null when it is taken off by hand alone.</param>
    internal sealed record FreezeBody(string? Reason, DateTimeOffset? Until);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/freeze").AddEndpointFilter(ConfigApi.TellOfTheDisk);
        api.MapGet("", (FreezeDesk desk) => ConfigAnswers.Json(new { on = desk.Holding is not null, desk.Holding?.Since, desk.Holding?.Until, desk.Holding?.Reason })).RequirePerson(OperatorLevel.Viewer);
        api.MapPost("/on", async (FreezeBody body, HttpContext http, FreezeDesk desk, CancellationToken ct) =>
            ConfigAnswers.Of(await desk.OnAsync(body.Until, body.Reason?.Trim() ?? "", Source(http), Person.Of(http)!, ct).ConfigureAwait(false))).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/off", async (FreezeBody body, HttpContext http, FreezeDesk desk, CancellationToken ct) =>
            ConfigAnswers.Of(await desk.OffAsync(body.Reason?.Trim() ?? "", Source(http), Person.Of(http)!, ct).ConfigureAwait(false))).RequirePerson(OperatorLevel.Operator);
    }

    private static string? Source(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
