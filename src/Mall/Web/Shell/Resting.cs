using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Features;
using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Web.Shell;

/// <summary>A route that is a feature as a whole: while it is off, a page says so and shows the way on.</summary>
internal static class Resting
{
    /// <summary>Off, the route answers 200 with a resting page; what the main job cannot do without answers 503.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, MallFeature feature) =>
        endpoint.RunsAs(feature.Feature).AddEndpointFilter(async (context, next) =>
        {
            var visit = context.HttpContext.RequestServices.GetRequiredService<Visit>();
            if (visit.Has(feature))
                return await next(context);
            return feature.Grade == Grade.G0
                ? View.Problem(visit, StatusCodes.Status503ServiceUnavailable)
                : View.Of<RestingPage>(new { Visit = visit, Feature = feature });
        });
}
