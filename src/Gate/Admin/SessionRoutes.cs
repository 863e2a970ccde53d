using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Gate.Sessions;

namespace Seawall.Gate.Admin;

/// <summary>Who is connected, as JSON: <c>/clients</c>, <c>/servers</c>, <c>/pins</c>.</summary>
internal static class SessionRoutes
{
    public static void Map(IEndpointRouteBuilder app, GateContext context)
    {
        app.MapGet("/clients", async () => Results.Json((await context.Sessions.DescribeAsync().ConfigureAwait(false)).Select(Client)));
        app.MapGet("/servers", async () => Results.Json((await context.Sessions.DescribeAsync().ConfigureAwait(false)).Select(Server)));
        app.MapGet("/pins", async () => Results.Json((await context.Sessions.DescribeAsync().ConfigureAwait(false)).Where(view => view.Pin is not null).Select(Pin)));
    }

    private static object Client(SessionView view) => new
    {
        id = view.Id,
        login = view.Login,
        database = view.Database,
        business = view.Business,
        application = view.Application,
        address = view.Address,
        state = view.State,
        wait_us = view.WaitMicros,
        connected_unix_ms = view.ConnectedUnixMs,
        statements = view.Statements,
        tls = view.IsTls,
    };

    private static object Server(SessionView view) => new
    {
        id = view.Id,
        login = view.Login,
        database = view.Database,
        upstream = view.Upstream,
        state = view.State,
        pid = view.ServerPid,
        connected_unix_ms = view.ConnectedUnixMs,
        prepared = view.Prepared,
        leaving = view.IsLeaving,
    };

    private static object Pin(SessionView view) => new { session = view.Id, business = view.Business, login = view.Login, reason = view.Pin, sinceUnixMs = view.PinnedUnixMs };
}
