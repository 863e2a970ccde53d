using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Gate.Sessions;
using Seawall.Gate.SqlConsole;

namespace Seawall.Gate.Admin;

/// <summary>
/// The console's commands that change something, for who knows the admin token: <c>POST /pause</c>, <c>/resume</c>, <c>/reconnect</c> with <c>?database=</c> or none for all,
/// <c>/kill</c> with <c>?database=</c> or <c>?client=</c>. Where several gates share a port, this reaches the one that is meant.
/// </summary>
internal static class ActionRoutes
{
    public static void Map(IEndpointRouteBuilder app, GateContext context)
    {
        Add("/pause", (console, database, _, ct) => PauseCommands.PauseAsync(console, database, ct));
        Add("/resume", (console, database, _, ct) => PauseCommands.ResumeAsync(console, database, ct));
        Add("/reconnect", (console, database, _, ct) => EndCommands.ReconnectAsync(console, database, ct));
        Add("/kill", (console, database, client, ct) => (database, client) switch
        {
            ("", "") => Task.FromResult(ConsoleAnswer.Refused(ConsoleFault.SyntaxError, "nobody is named", "Name ?database= or ?client=.")),
            ("", _) => EndCommands.KillClientAsync(console, client, ct),
            _ => EndCommands.KillAsync(console, database, ct),
        });

        void Add(string path, Func<GateConsole, string, string, CancellationToken, Task<ConsoleAnswer>> act) =>
            app.MapPost(path, async (HttpContext http, string? database, string? client, CancellationToken ct) =>
            {
                if (AdminAccess.Refusal(context.Options, http, "does nothing on demand") is { } refusal)
                    return refusal;
                ConsoleAnswer answer = await act(context.Console!, database ?? "", client ?? "", ct).ConfigureAwait(false);
                return answer.Fault is { } fault
                    ? Results.Problem(fault.Hint, statusCode: StatusCodes.Status409Conflict, title: fault.Message, extensions: new Dictionary<string, object?> { ["code"] = fault.SqlState })
                    : Results.Json(new { done = answer.Tag });
            });
    }
}
