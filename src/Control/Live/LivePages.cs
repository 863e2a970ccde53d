using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Live;

/// <summary>Live traffic by business: a table and charts, kept current by events.</summary>
internal static class LivePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/live", (string? span, string? business, HttpContext http, LiveSampler sampler) => View.Of<LivePage>(new
        {
            Visit = Visit.Of(http),
            Window = sampler.Look(),
            Span = LiveSpan.Chosen(span),
            Business = business is { Length: > 0 and <= 63 } ? business : null,
        }));
        app.MapGet("/live/events", LiveEvents.Stream);
    }
}
