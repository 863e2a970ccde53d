using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Seawall.Mall.Web.Shell;

/// <summary>What a failed request is to the buyer: a bad form (400), or a mall that does not answer right now (503).</summary>
internal static class Failure
{
    public static int StatusOf(HttpContext http) =>
        http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException
            ? StatusCodes.Status400BadRequest
            : StatusCodes.Status503ServiceUnavailable;
}
