using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Operators;
using Seawall.Control.Shell;
using Seawall.Control.Statements;

namespace Seawall.Control.Gates;

/// <summary>The gates: who waits and who is held back, the rules with what they met, and who touches whose tables.</summary>
internal static class GatePages
{
    public static void MapGates(this IEndpointRouteBuilder app)
    {
        app.MapGet("/gates", async (HttpContext http, IGateReports gates, CancellationToken ct) =>
            View.Of<GatesPage>(new { Visit = Visit.Of(http), Gates = new GateView(await gates.ReadAsync(ct)) }));
        app.MapGet("/gates/rules", async (HttpContext http, IGateReports gates, CancellationToken ct) =>
            View.Of<RulesPage>(new { Visit = Visit.Of(http), Gates = new GateView(await gates.ReadAsync(ct)) }));
        app.MapGet("/gates/tables", async (string? since, HttpContext http, IStatements statements, CancellationToken ct) =>
        {
            var query = StatementQuery.Of(since, null, null);
            var list = await statements.ReadAsync(query.Span, ct);
            return View.Of<TablesPage>(new { Visit = Visit.Of(http), query.Since, Matrix = TableMatrix.Of(list.Uses), list.SilentGates });
        });
        app.MapGet("/api/gates", async (IGateReports gates, CancellationToken ct) =>
        {
            var view = new GateView(await gates.ReadAsync(ct));
            return Results.Json(new { view.Revision, view.Silent, view.Behind, view.Rules, view.Businesses, view.Gates });
        }).RequirePerson(OperatorLevel.Viewer);
    }
}
