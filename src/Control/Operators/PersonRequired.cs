using Microsoft.AspNetCore.Builder;

namespace Seawall.Control.Operators;

/// <summary>Marks what only persons of a level may do; <see cref="SignIn.RequireSignIn"/> sees to it. What is not marked takes anyone who is signed in.</summary>
internal sealed record PersonRequired(OperatorLevel Level);

/// <summary>Endpoints for persons.</summary>
internal static class RequirePersonExtensions
{
    /// <summary>
    /// Lets persons of the level and above in, by their session or with <c>Authorization: Bearer</c>; <see cref="Person.Of"/> tells who. A change asked for by a
    /// session needs the form token as well (a field or the header <c>RequestVerificationToken</c>), a bearer does not: no other site can make a browser send one.
    /// </summary>
    public static TBuilder RequirePerson<TBuilder>(this TBuilder endpoint, OperatorLevel level)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new PersonRequired(level));
}
