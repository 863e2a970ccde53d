using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Seawall.Client.Calls;
using Seawall.Client.Doors;
using Seawall.Client.Limits;
using Seawall.Client.Metrics;
using Seawall.Client.Switches;

namespace Seawall.Client.Hosting;

/// <summary>
/// The first step of every request: who it is for is settled before anything else is done for it, and what strangers claim is gone from its headers
/// and from the framework's own baggage.
/// </summary>
internal sealed class EntryMiddleware(RequestDelegate next, SeawallServiceOptions options, LiveEdgeRules rules, SwitchBook switches, TimeProvider clock)
{
    private const string RoleIdHeader = "x-role-id";
    private const string OwnHeaders = "X-Seawall-";

    public async Task InvokeAsync(HttpContext http)
    {
        if (Identify(http) is not { } context)
        {
            await Refusals.WriteAsync(http, StatusCodes.Status403Forbidden, Identity.MarkRefused, "The rehearsal mark is not signed by this site, is over, or got hurt on its way.");
            return;
        }
        context = context.HeldTo(switches);
        http.Response.OnStarting(TellSwitches, (http.Response, context.Served!));
        using var scope = context.Enter();
        await next(http);
    }

    // When the answer begins, what it was made under is known.
    private static Task TellSwitches(object state)
    {
        var (response, served) = ((HttpResponse, ServedSwitches))state;
        response.Headers[ServedSwitches.Header] = served.Names;
        return Task.CompletedTask;
    }

    private CallContext? Identify(HttpContext http)
    {
        var headers = http.Request.Headers;
        var claims = new CallClaims
        {
            From = http.Connection.RemoteIpAddress,
            Host = http.Request.Host.Host,
            Path = http.Request.Path.Value ?? "/",
            UserAgent = headers.UserAgent,
            Source = headers[EdgeRules.SourceHeader],
            ApiKey = headers[EdgeRules.KeyHeader],
            RoleId = headers[RoleIdHeader],
            Baggage = headers[Baggage.Header],
            Mark = headers.TryGetValue(Mark.Header, out var mark) ? mark.ToString() : null,
        };
        var context = options.Edge
            ? Identity.AtEdge(claims, rules.Current, options.MarkSecret, clock.GetUtcNow())
            : Identity.Within(claims, rules.Current, options.MarkSecret, clock.GetUtcNow());
        Strip(headers, context);
        return context;
    }

    // What was claimed has been judged: nothing further in may read it again.
    private static void Strip(IHeaderDictionary headers, CallContext? context)
    {
        headers[Baggage.Header] = context?.Foreign is { } foreign ? foreign : StringValues.Empty;
        headers.Remove(RoleIdHeader);
        List<string>? own = null;
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(OwnHeaders, StringComparison.OrdinalIgnoreCase))
                (own ??= []).Add(header.Key);
        }
        foreach (var name in own ?? [])
            headers.Remove(name);

        // The framework has put the same header into the activity's baggage, from where other propagators would send it on.
        if (Activity.Current is not { } activity)
            return;
        List<string>? claimed = null;
        foreach (var member in activity.Baggage)
        {
            if (Baggage.IsOurs(member.Key.AsSpan().Trim()))
                (claimed ??= []).Add(member.Key);
        }
        foreach (var key in claimed ?? [])
            activity.SetBaggage(key, null);
    }

    /// <summary>Puts the step before all others, wherever the host sets up its own.</summary>
    internal sealed class First : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<EntryMiddleware>().Use(RequestTags.Add);
            if (app.ApplicationServices.GetRequiredService<SeawallServiceOptions>().ObeysLimits)
            {
                var limits = app.ApplicationServices.GetRequiredService<LiveLimits>();
                app.Use(next => LimitMiddleware.OfPaths(next, limits));
            }
            app.UseDoors();
            next(app);
        };
    }
}
