using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;

namespace Seawall.Control.Processes;

/// <summary>Every process of the site, and the log of one, followed by events.</summary>
internal static class ProcessPages
{
    private const int Lines = 200;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/processes", (HttpContext http, ISiteProcesses site) => View.Of<ProcessesPage>(new { Visit = Visit.Of(http), Site = site.Read() }));
        app.MapGet("/processes/{name}", (string name, HttpContext http, ISiteProcesses site) => site.LastLines(name, Lines) is { } log
            ? View.Of<LogPage>(new { Visit = Visit.Of(http), Process = site.Read().Processes.FirstOrDefault(p => p.Name == name) ?? new ProcessStatus(name, "down"), Log = log })
            : View.Problem(http, StatusCodes.Status404NotFound));
        app.MapGet("/processes/{name}/log", (string name, long? from, HttpContext http, ISiteProcesses site, SignInBook book, StreamLimit limit, IHostApplicationLifetime host) =>
            site.LastLines(name, 0) is not { } end ? Results.NotFound()
            : limit.Stream(http, host, ct => EventsAsync(site.FollowAsync(name, Continue(http) ?? from ?? end.Position, ct), () => book.IsSignedIn(SessionCookie.Read(http)), ct)));
    }

    // A browser that comes back says what it has seen last.
    private static long? Continue(HttpContext http) =>
        long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        IAsyncEnumerable<LogLines> batches, Func<bool> signedIn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (lines, position) in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!signedIn())
                yield break;
            yield return new SseItem<string>(string.Join('\n', lines), "lines") { EventId = position.ToString(CultureInfo.InvariantCulture), ReconnectionInterval = StreamLimit.ComeBack };
        }
    }
}
