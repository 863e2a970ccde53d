using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Margin;

/// <summary>What the site carries against what the day asks, and the reports that say so.</summary>
internal static class MarginPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/margin", (HttpContext http, ILabReports reports) => View.Of<MarginPage>(new { Visit = Visit.Of(http), Reports = reports.Read() }));
        app.MapGet("/reports/{name}", (string name, HttpContext http, ILabReports reports) => Show(name, http, reports));
    }

    // A name is letters, digits and dashes, so it can't lead out of the folder.
    private static IResult Show(string name, HttpContext http, ILabReports reports)
    {
        if (name.Length > 80 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || reports.Page(name) is not { } page)
            return View.Problem(http, StatusCodes.Status404NotFound);
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Report;
        return Results.Content(page, "text/html; charset=utf-8");
    }

    /// <summary>How a margin is meant: even its low end carries the day, only its middle does, or not even that.</summary>
    public static string ToneOf(Kernel.Interval? margin) => margin switch
    {
        null => "plain",
        { Low: >= 1 } => "good",
        { Value: >= 1 } => "warn",
        _ => "bad",
    };
}
