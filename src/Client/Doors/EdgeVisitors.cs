using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Doors;

/// <summary>What an edge knows of its visitors without asking anyone; a service adds it as a singleton if it knows something.</summary>
public sealed record EdgeVisitors
{
    /// <summary>By what somebody is known again, such as a session or a device; null for nobody known. In a waiting room it is worth one place.</summary>
    public Func<HttpContext, string?> KnownAs { get; init; } = _ => null;

    /// <summary>Whether what somebody sees may be for them alone; unless given, for everybody who brings a cookie or credentials.</summary>
    public Func<HttpContext, bool> IsPersonal { get; init; } = http => http.Request.Headers.Cookie.Count > 0 || http.Request.Headers.Authorization.Count > 0;
}
