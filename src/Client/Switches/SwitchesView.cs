using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Calls;
using Seawall.Client.Features;
using Seawall.Client.Hosting;

namespace Seawall.Client.Switches;

/// <summary>The switches and features of one process, as <c>GET /switches</c> tells them to the console and to checks.</summary>
/// <param name="Revision">The revision of the config that they follow.</param>
/// <param name="Digest">The digest of all switches in force, as answers carry it in <c>x-seawall-switches</c>.</param>
/// <param name="Since">When these came into force here.</param>
/// <param name="Roles">The registered roles, the empty one for all others first.</param>
public sealed record SwitchesView(
    string Service, string Instance, long Revision, string Digest, DateTimeOffset Since, IReadOnlyList<string> Roles, IReadOnlyList<SwitchView> Switches,
    IReadOnlyList<FeatureView> Features)
{
    private const string Bearer = "Bearer ";

    public static SwitchesView Of(SeawallServiceOptions options)
    {
        var states = SwitchBoard.Current;
        string[] roles = [.. RoleRegistry.All.OrderBy(role => role.Value).Select(role => role.Key)];
        return new SwitchesView(
            options.Name,
            options.Instance,
            states.Revision,
            states.Name,
            states.Since,
            roles,
            [.. SwitchBoard.All.Select(handle => SwitchView.Of(handle, states, roles))],
            [.. FeatureRegistry.All.DistinctBy(feature => feature.Key).Select(FeatureView.Of)]);
    }

    /// <summary>Maps <c>/switches</c>; where strangers connect it asks for the token of the config center, and is not there without.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/switches", IResult (HttpContext http, SeawallServiceOptions options) => MaySee(http, options) ? TypedResults.Ok(Of(options)) : TypedResults.NotFound());

    private static bool MaySee(HttpContext http, SeawallServiceOptions options) =>
        !options.Edge
        || (options.ControlToken is { Length: > 0 } token
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes(Bearer + token)));
}

/// <summary>One switch of a process.</summary>
/// <param name="On">The roles for which it is on, whoever calls.</param>
/// <param name="Off">The roles for which it is off for at least one caller.</param>
/// <param name="Known">The config center has a flag for it; without one it is on.</param>
/// <param name="ByCaller">It depends on the caller too.</param>
/// <param name="ByKey">It takes a share of keys, so that only a call with a key knows exactly.</param>
public sealed record SwitchView(string Key, string Grade, IReadOnlyList<string> On, IReadOnlyList<string> Off, bool Known, bool ByCaller, bool ByKey)
{
    internal static SwitchView Of(Switch handle, SwitchStates states, string[] roles)
    {
        var state = states.Switches[handle.Index];
        var on = roles.Where((_, role) => IsOnForAllCallers(state, role, roles.Length)).ToArray();
        return new SwitchView(handle.Key, handle.Grade.ToString(), on, [.. roles.Except(on, StringComparer.Ordinal)], state.Scope is not null, state.AsksForCaller, state.Scope?.AsksForKey == true);
    }

    private static bool IsOnForAllCallers(SwitchState state, int role, int callers) => Enumerable.Range(0, callers).All(caller => state.IsOn(role, caller));
}

/// <summary>One feature as its code declares it.</summary>
/// <param name="MaxStalenessSeconds">How old its last good answer may be; null when it keeps none.</param>
public sealed record FeatureView(string Key, string Business, string Name, string Grade, string Fallback, int? MaxStalenessSeconds, string? What, IReadOnlyList<string> Endpoints)
{
    internal static FeatureView Of(Feature feature)
    {
        var dot = feature.Key.IndexOf('.', StringComparison.Ordinal);
        return new FeatureView(
            feature.Key,
            dot < 0 ? "" : feature.Key[..dot],
            feature.Key[(dot + 1)..],
            feature.Grade.ToString(),
            feature.Fallback.Kind.ToString(),
            feature.Fallback.Kind == FallbackKind.LastGood ? (int)feature.Fallback.MaxStaleness.TotalSeconds : null,
            feature.What ?? feature.Fallback.What,
            FeatureRegistry.EndpointsOf(feature.Key));
    }
}
