using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Seawall.Control.Config.Api;

/// <summary><c>/api/config</c> and <c>/api/operators</c>: for persons, by session or bearer. It needs nothing of the site but its own disk.</summary>
internal static class ConfigApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/config").AddEndpointFilter(TellOfTheDisk);
        ReadApi.Map(api);
        ChangeApi.Map(api);
        AgreementApi.Map(api);
        AgreementApi.MapOperators(app.MapGroup("").AddEndpointFilter(TellOfTheDisk));
    }

    internal static async ValueTask<object?> TellOfTheDisk(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (IOException e)
        {
            return ConfigAnswers.Problem(StatusCodes.Status507InsufficientStorage, "not-kept", "Not kept", e.Message);
        }
    }
}
