using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Alerts.Desk;
using Seawall.Control.Operators;
using Seawall.Control.Shell;
using Seawall.Kernel;

namespace Seawall.Control.Alerts;

/// <summary>What fires, who took it, what is silenced, what was; the forms to take and to silence.</summary>
internal static class AlertPages
{
    private const int MostPast = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/alerts", (string? ack, string? silence, HttpContext http) => Show(http, new AlertForm(ack, silence, null)));
        app.MapPost("/alerts/ack", ([FromForm] AckForm form, HttpContext http) => Acknowledge(form, http)).RequirePerson(OperatorLevel.Operator);
        app.MapPost("/alerts/silence", ([FromForm] SilenceForm form, HttpContext http) => SilenceAsync(form, http)).RequirePerson(OperatorLevel.Operator);
        app.MapPost("/alerts/unsilence", ([FromForm] UnsilenceForm form, HttpContext http) => UnsilenceAsync(form, http)).RequirePerson(OperatorLevel.Operator);
    }

    /// <summary>The open alerts that nobody took and nobody silenced; none without alerting.</summary>
    public static IReadOnlyList<OpenAlert> Firing(IServiceProvider services) =>
        services.GetService<AlertDesk>() is { } desk
            ? [.. Board(services, desk).Open.Where(open => open.Silence is null && open.Alert.Acknowledged is null && !open.Alert.IsQuiet)]
            : [];

    private sealed record AckForm(string? Key, string? Why);

    private sealed record SilenceForm(string? Match, string? For, string? Why);

    private sealed record UnsilenceForm(string? Id);

    private static IResult Show(HttpContext http, AlertForm form, int status = StatusCodes.Status200OK)
    {
        var desk = http.RequestServices.GetRequiredService<AlertDesk>();
        return View.Of<AlertsPage>(
            new
            {
                Visit = Visit.Of(http),
                Board = Board(http.RequestServices, desk),
                History = AlertReader.History(desk, MostPast),
                Form = form,
                MayAct = Person.Of(http) is { Level: >= OperatorLevel.Operator },
            },
            status);
    }

    private static IResult Acknowledge(AckForm form, HttpContext http) =>
        AlertEndpoints.Acknowledge(http.RequestServices.GetRequiredService<AlertDesk>(), form.Key ?? "", Person.Of(http)!.Name, form.Why ?? "") is { } problem
            ? Show(http, new AlertForm(form.Key, null, problem), StatusCodes.Status400BadRequest)
            : View.See("/alerts");

    private static async Task<IResult> SilenceAsync(SilenceForm form, HttpContext http)
    {
        var (_, problem) = DurationText.TryParse(form.For ?? "", out var length)
            ? await http.RequestServices.GetRequiredService<SilenceBook>().AddAsync(form.Match ?? "", length, Person.Of(http)!.Name, form.Why ?? "", http.RequestAborted).ConfigureAwait(false)
            : (null, "for: a duration such as 30m or 2h is required");
        return problem is null ? View.See("/alerts") : Show(http, new AlertForm(null, form.Match, problem), StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> UnsilenceAsync(UnsilenceForm form, HttpContext http)
    {
        var problem = await http.RequestServices.GetRequiredService<SilenceBook>().EndAsync(form.Id ?? "", Person.Of(http)!.Name, "", http.RequestAborted).ConfigureAwait(false);
        return problem is null ? View.See("/alerts") : Show(http, new AlertForm(null, null, problem), StatusCodes.Status400BadRequest);
    }

    private static AlertBoard Board(IServiceProvider services, AlertDesk desk) => AlertReader.Board(
        desk, services.GetRequiredService<LivePolicy>().Current, services.GetRequiredService<AlertEngine>().LastEvaluation, services.GetRequiredService<TimeProvider>().GetUtcNow());
}

/// <summary>Which form is open, by the address, and what was wrong with it when it was sent.</summary>
/// <param name="Acknowledge">The key to take; null for none.</param>
/// <param name="Silence">The keys to silence; null for none.</param>
public sealed record AlertForm(string? Acknowledge, string? Silence, string? Problem);
