using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seawall.Gate.Admin;

/// <summary>Lets in who knows the gate's admin token, sent as a bearer token.</summary>
internal static class AdminAccess
{
    /// <summary>The refusal of a request; null when it may pass.</summary>
    /// <param name="options">Whose token counts; without one nobody passes.</param>
    /// <param name="http">The request.</param>
    /// <param name="what">What is kept, for the refusal's text: "gives out no captures".</param>
    public static IResult? Refusal(GateOptions options, HttpContext http, string what)
    {
        if (options.AdminToken is not { } token)
            return Results.Json(new { code = "no-admin-token", detail = $"This gate {what}; set an admin token in its options." }, statusCode: StatusCodes.Status403Forbidden);
        byte[] given = Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes("Bearer " + token))
            ? null
            : Results.Json(new { code = "wrong-admin-token", detail = "Send the gate's admin token as a bearer token." }, statusCode: StatusCodes.Status401Unauthorized);
    }
}
