using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Readiness;

/// <summary>The promises with their due dates: what is kept, what falls short, what is late.</summary>
internal static class ReadinessPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/readiness", (string? show, string? owner, HttpContext http, IReadinessBoard board) =>
        View.Of<ReadinessPage>(new { Visit = Visit.Of(http), Board = board.Read(), Show = BoardFilter.Shows.Contains(show) ? show : null, Owner = owner }));
}

/// <summary>Which promises a page shows, as its address says.</summary>
internal static class BoardFilter
{
    public static readonly IReadOnlyList<string?> Shows = ["open", "late", "kept"];

    public static bool Matches(Promise promise, string? show, string? owner, DateOnly saleDay, DateOnly today) =>
        (owner is null || promise.Owner == owner) && show switch
        {
            "open" => promise.State is not (PromiseState.Kept or PromiseState.Stale),
            "late" => promise.IsLate(saleDay, today),
            "kept" => promise.State is PromiseState.Kept or PromiseState.Stale,
            _ => true,
        };

    public static string Address(string? show, string? owner)
    {
        string[] parts = [.. new[] { show is null ? "" : "show=" + show, owner is null ? "" : "owner=" + Uri.EscapeDataString(owner) }.Where(part => part.Length > 0)];
        return parts.Length == 0 ? "/readiness" : "/readiness?" + string.Join('&', parts);
    }

    public static string ToneOf(PromiseState state) => state switch
    {
        PromiseState.Kept => "good",
        PromiseState.Short => "bad",
        PromiseState.Stale => "warn",
        _ => "plain",
    };
}
