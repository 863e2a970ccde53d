using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config.Replication;

namespace Seawall.Control.Config.Api;

/// <summary><c>/api/config</c> and <c>/api/operators</c>: for persons, by session or bearer. It needs nothing of the site but its own disk, and a quorum of the log where there are several nodes.</summary>
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
        catch (ConfigLogException e)
        {
            return ConfigAnswers.Problem(StatusCodes.Status503ServiceUnavailable, e.Perhaps ? "not-known" : "no-quorum", e.Perhaps ? "Not known" : "No quorum", e.Message);
        }
        catch (IOException e)
        {
            return ConfigAnswers.Problem(StatusCodes.Status507InsufficientStorage, "not-kept", "Not kept", e.Message);
        }
    }
}
