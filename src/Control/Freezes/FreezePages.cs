using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Freezes;

/// <summary>Whether the site is frozen, what that means, and the forms to put it on and to ask for its end.</summary>
internal static class FreezePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/freeze", (HttpContext http) => Show(http));
        app.MapPost("/freeze/on", async (HttpContext http, FreezeDesk desk) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return UntilOf(form["until"], Visit.Of(http).Zone, out var until)
                ? End(http, await desk.OnAsync(until, form["reason"].ToString().Trim(), Source(http), Person.Of(http)!, http.RequestAborted))
                : Show(http, "freeze.problem.until", StatusCodes.Status422UnprocessableEntity);
        }).RequirePerson(OperatorLevel.Operator);
        app.MapPost("/freeze/off", async (HttpContext http, FreezeDesk desk) =>
            End(http, await desk.OffAsync((await http.Request.ReadFormAsync(http.RequestAborted))["reason"].ToString().Trim(), Source(http), Person.Of(http)!, http.RequestAborted))).RequirePerson(OperatorLevel.Operator);
    }

    private static IResult End(HttpContext http, PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published => View.See("/freeze"),
        PublishOutcome.Waits waits => View.See($"/changes/waiting?new={waits.Proposal}"),
        PublishOutcome.Invalid => Show(http, "freeze.problem.until", StatusCodes.Status422UnprocessableEntity),
        PublishOutcome.Conflicted => Show(http, "changes.problem.conflict", StatusCodes.Status409Conflict),
        PublishOutcome.Refused => Show(http, "changes.problem.refused", StatusCodes.Status403Forbidden),
        _ => Show(http, "changes.problem.notKept", StatusCodes.Status503ServiceUnavailable),
    };

    // As the browser's field writes it, in the zone of the pages; empty for no end.
    private static bool UntilOf(string? text, TimeSpan zone, out DateTimeOffset? until)
    {
        until = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        until = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone);
        return true;
    }

    private static IResult Show(HttpContext http, string? problem = null, int status = StatusCodes.Status200OK) =>
        View.Of<FreezePage>(new { Visit = Visit.Of(http), Problem = problem, MayAct = Person.Of(http) is { Level: >= OperatorLevel.Operator } }, status);

    private static string? Source(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
