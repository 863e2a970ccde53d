using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Live;
using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Shell;

namespace Seawall.Control.Metrics.Businesses;

/// <summary>Every business at a glance, and each with its interfaces, process, database and cache.</summary>
internal static class BusinessPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/businesses", (HttpContext http, BusinessFigures figures, IMetricSource source) => View.Of<BusinessesPage>(new
        {
            Visit = Visit.Of(http),
            Lines = (IReadOnlyList<BusinessLine>)[.. figures.All.Select(place => new BusinessLine(place, figures.IsUp(place), figures.Sum(place), BusinessSupport.Of(place, source)))],
        }));
        app.MapGet("/businesses/{name}", (string name, string? span, string? only, HttpContext http, BusinessFigures figures, IMetricSource source, MetricStore store) =>
            figures.Find(name) is not { } place ? View.Problem(http, StatusCodes.Status404NotFound) : View.Of<BusinessPage>(new
            {
                Visit = Visit.Of(http),
                Place = place,
                IsUp = figures.IsUp(place),
                Lines = figures.Lines(place),
                Support = BusinessSupport.Of(place, source),
                Seconds = figures.Seconds(place, store.Now - (long)LiveSpan.Of(span).TotalSeconds + 1, (int)LiveSpan.Of(span).TotalSeconds),
                Until = store.Now,
                Span = LiveSpan.Chosen(span),
                Only = only is { Length: > 0 and <= 200 } ? only : null,
            }));
        app.MapGet("/businesses/{name}/events", BusinessEvents.Stream);
    }
}
