namespace Seawall.Client.Calls;

/// <summary>Who a request is for, decided from what it shows; a pure function.</summary>
public static class Identity
{
    /// <summary>The code of a refusal: the request claims to be rehearsal load and can't prove it, so it may neither be counted nor be lost among the marked.</summary>
    public const string MarkRefused = "mark_refused";

    /// <summary>At an edge: the claims of trusted networks are believed, everyone else's are dropped and the rules decide. Null refuses the request (<see cref="MarkRefused"/>).</summary>
    /// <param name="secret">What marks are signed with; null accepts none.</param>
    public static CallContext? AtEdge(in CallClaims claims, EdgeRules rules, string? secret, DateTimeOffset now)
    {
        var isSound = Baggage.TryRead(claims.Baggage, out var claimed);
        var isTrusted = rules.Trusted.Contains(claims.From);
        if (isTrusted && !isSound)
            return null;
        var context = isTrusted
            ? claimed with { Role = RoleOf(claimed, claims) is { Length: > 0 } role ? role : rules.RoleOf(claims) }
            : new CallContext { Role = rules.RoleOf(claims), Foreign = claimed.Foreign };
        return Marked(context, claims, secret, now);
    }

    /// <summary>Behind the edge: the site's own networks are believed, from elsewhere nothing is. Null refuses the request (<see cref="MarkRefused"/>).</summary>
    /// <param name="secret">What marks are signed with; null accepts none but those of the site's own baggage.</param>
    public static CallContext? Within(in CallClaims claims, EdgeRules rules, string? secret, DateTimeOffset now)
    {
        var isSound = Baggage.TryRead(claims.Baggage, out var claimed);
        var isTrusted = rules.Site.Contains(claims.From);
        if (isTrusted && !isSound)
            return null;
        return Marked(isTrusted ? claimed with { Role = RoleOf(claimed, claims) } : new CallContext { Foreign = claimed.Foreign }, claims, secret, now);
    }

    private static CallContext? Marked(CallContext context, in CallClaims claims, string? secret, DateTimeOffset now)
    {
        if (claims.Mark is null)
            return context;
        return Mark.Verify(claims.Mark, secret, now) is { } mark && (context.Mark is null || context.Mark == mark) ? context with { Mark = mark } : null;
    }

    private static string RoleOf(CallContext claimed, in CallClaims claims) =>
        claimed.Role.Length > 0 ? claimed.Role
        : claims.RoleId is { } id && Baggage.IsPlain(id) ? RoleRegistry.Text(id)
        : "";
}
