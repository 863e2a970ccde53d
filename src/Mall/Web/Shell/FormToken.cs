using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Seawall.Mall.Web.Shell;

/// <summary>The antiforgery check for a form that binds no fields: the framework makes it then, but leaves its outcome to the endpoint.</summary>
internal sealed class FormToken : IAntiforgeryMetadata
{
    private static readonly FormToken Required = new();

    public bool RequiresValidation => true;

    public static void Require(RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Required).AddEndpointFilter(async (context, next) =>
        context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? await next(context)
            : View.Problem(context.HttpContext.RequestServices.GetRequiredService<Visit>(), StatusCodes.Status400BadRequest));
}
