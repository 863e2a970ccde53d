using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.Statements;

/// <summary>The statements that cost most, and one of them from all sides.</summary>
internal static class StatementPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/statements", async (string? since, string? by, string? business, HttpContext http, IStatements statements, CancellationToken ct) =>
        {
            var query = StatementQuery.Of(since, by, business);
            return View.Of<StatementsPage>(new { Visit = Visit.Of(http), Query = query, List = await statements.ReadAsync(query.Span, ct) });
        });
        app.MapGet("/statements/{fingerprint}", async (string fingerprint, string? since, string? by, string? business, HttpContext http, IStatements statements, CancellationToken ct) =>
        {
            if (fingerprint.Length != 16 || !fingerprint.All(char.IsAsciiHexDigitLower))
                return View.Problem(http, StatusCodes.Status404NotFound);
            var query = StatementQuery.Of(since, by, business);
            var list = await statements.ReadAsync(query.Span, ct);
            return View.Of<StatementPage>(new
            {
                Visit = Visit.Of(http),
                Query = query,
                Fingerprint = fingerprint,
                Statement = Statement.Of(list.Uses.Where(use => use.Fingerprint == fingerprint)).FirstOrDefault(),
                Total = list.Uses.Sum(use => use.Latency.Sum),
                Samples = statements.SamplesOf(fingerprint),
                list.SilentGates,
            });
        });
    }
}
