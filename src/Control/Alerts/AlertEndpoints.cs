using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;
using Seawall.Control.Operators;
using Seawall.Control.Push;
using Seawall.Control.SignIn;
using Seawall.Kernel;

namespace Seawall.Control.Alerts;

/// <summary><c>/api/alerts</c>: signals from the site's processes; list, history, rules, acknowledging, silencing and trying outlets for persons.</summary>
internal static class AlertEndpoints
{
    /// <summary>How alerting writes and reads JSON, on either side.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private const int MostSignals = 1000;
    private const int MostBytes = 1 << 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        // Its bearer is that of the site's processes, no person's.
        app.MapPost("/api/alerts/signals", (Delegate)SignalsAsync).WithMetadata(Open.ToAll);
        var persons = app.MapGroup("/api/alerts");
        persons.MapGet("", (AlertDesk desk, LivePolicy policy, AlertEngine engine, TimeProvider time) =>
            Results.Json(AlertReader.Board(desk, policy.Current, engine.LastEvaluation, time.GetUtcNow()), Json)).RequirePerson(OperatorLevel.Viewer);
        persons.MapGet("/history", (AlertDesk desk, int? most) => Results.Json(AlertReader.History(desk, Math.Clamp(most ?? 100, 1, 1000)), Json)).RequirePerson(OperatorLevel.Viewer);
        persons.MapGet("/rules", (AlertDesk desk, LivePolicy policy) =>
            Results.Json(new { rules = AlertReader.Rules(desk, policy.Current.Policy), outlets = AlertReader.Outlets(policy.Current.Policy), faults = policy.Current.Left }, Json)).RequirePerson(OperatorLevel.Viewer);
        persons.MapPost("/ack", (AckBody body, HttpContext http, AlertDesk desk) => Acknowledge(body, http, desk)).RequirePerson(OperatorLevel.Operator);
        persons.MapPost("/silence", (SilenceBody body, HttpContext http, SilenceBook book) => SilenceAsync(body, http, book)).RequirePerson(OperatorLevel.Operator);
        persons.MapPost("/unsilence", (UnsilenceBody body, HttpContext http, SilenceBook book) => UnsilenceAsync(body, http, book)).RequirePerson(OperatorLevel.Operator);
        persons.MapPost("/test", (TestBody body, HttpContext http, LivePolicy policy, OutletSender sender, AlertOptions options, TimeProvider time) =>
            TestAsync(body, http, policy, sender, options, time)).RequirePerson(OperatorLevel.Operator);
    }

    internal sealed record AckBody(string? Key, string? Why);

    internal sealed record SilenceBody(string? Match, string? For, string? Why);

    internal sealed record UnsilenceBody(string? Id, string? Why);

    internal sealed record TestBody(string? Outlet);

    /// <summary>Takes an alert; null when done, else why not.</summary>
    public static string? Acknowledge(AlertDesk desk, string key, string who, string why) =>
        why.Trim().Length == 0 ? "why: a reason is required"
        : !desk.Leads ? "another node of the control center leads; acknowledge it there"
        : desk.Acknowledge(key, who, why.Trim()) ? null
        : desk.Current.Book.Open.TryGetValue(key, out var alert) ? $"{key} is acknowledged by {alert.Acknowledged?.Who} already" : $"no alert '{key}' is open";

    private static async Task SignalsAsync(HttpContext http)
    {
        if (http.RequestServices.GetService<RequireClient>() is not { } client || http.RequestServices.GetService<AlertDesk>() is not { } desk || !client.Admits(http))
        {
            await RequireClient.Refuse(http).ConfigureAwait(false);
            return;
        }
        AlertSignal[]? signals = null;
        try
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = MostBytes;
            signals = await JsonSerializer.DeserializeAsync<AlertSignal[]>(http.Request.Body, Json, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            // Told below as what it is: not a list of signals.
        }
        if (signals is null || signals.Length > MostSignals || signals.Any(signal => signal is not { Key.Length: > 0 and <= 200, Summary: not null, Owner: not null, Plan: not null }))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // Whoever posts tries the other nodes then.
        http.Response.StatusCode = desk.Leads ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable;
        if (desk.Leads)
            desk.Take(signals);
    }

    private static IResult Acknowledge(AckBody body, HttpContext http, AlertDesk desk) =>
        Acknowledge(desk, body.Key ?? "", Person.Of(http)!.Name, body.Why ?? "") is { } problem ? Problem(400, "not-acknowledged", problem) : Results.NoContent();

    private static async Task<IResult> SilenceAsync(SilenceBody body, HttpContext http, SilenceBook book)
    {
        if (!DurationText.TryParse(body.For ?? "", out var length))
            return Problem(400, "not-silenced", "for: a duration such as 30m or 2h is required");
        var (id, problem) = await book.AddAsync(body.Match ?? "", length, Person.Of(http)!.Name, body.Why ?? "", http.RequestAborted).ConfigureAwait(false);
        return problem is null ? Results.Json(new { id }) : Problem(400, "not-silenced", problem);
    }

    private static async Task<IResult> UnsilenceAsync(UnsilenceBody body, HttpContext http, SilenceBook book) =>
        await book.EndAsync(body.Id ?? "", Person.Of(http)!.Name, body.Why ?? "", http.RequestAborted).ConfigureAwait(false) is { } problem ? Problem(400, "not-ended", problem) : Results.NoContent();

    private static async Task<IResult> TestAsync(TestBody body, HttpContext http, LivePolicy policy, OutletSender sender, AlertOptions options, TimeProvider time)
    {
        var outlets = policy.Current.Policy.Outlets;
        if (outlets.FirstOrDefault(outlet => outlet.Name == body.Outlet) is not { } outlet)
            return Problem(404, "no-outlet", $"there is no outlet '{body.Outlet}'; there are {string.Join(", ", outlets.Select(one => one.Name))}");
        var message = AlertTrial.Of(outlet, Person.Of(http)!.Name, time.GetUtcNow()) with { Host = options.Host, Link = options.Link };
        var attempt = await sender.SendAsync(outlet, message, http.RequestAborted).ConfigureAwait(false);
        return Results.Json(new { outlet = outlet.Name, delivered = attempt.Delivered, why = attempt.Why, id = message.Id }, Json);
    }

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
