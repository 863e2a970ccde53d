using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Seawall.Control.Shell;

/// <summary>Bounds how many event streams are open at once, and ends them with the browser or with the console, whichever goes first.</summary>
public sealed class StreamLimit
{
    private const int Most = 128;
    private int _open;

    /// <summary>When a browser comes back to a stream that broke.</summary>
    internal static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(2);

    /// <summary>How many are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    internal IResult Stream(HttpContext http, IHostApplicationLifetime host, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            http.Response.Headers.RetryAfter = "5";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        return TypedResults.ServerSentEvents(CountedAsync(http.RequestAborted, host.ApplicationStopping, events));
    }

    private async IAsyncEnumerable<SseItem<string>> CountedAsync(
        [EnumeratorCancellation] CancellationToken aborted, CancellationToken stopping, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var all = events(either.Token).GetAsyncEnumerator(either.Token);
        try
        {
            while (await MoveAsync(all, either.Token).ConfigureAwait(false))
                yield return all.Current;
        }
        finally
        {
            await all.DisposeAsync().ConfigureAwait(false);
            Interlocked.Decrement(ref _open);
        }
    }

    // The end of the browser or of the console is the end of the stream, not a failure.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<SseItem<string>> all, CancellationToken cancellationToken)
    {
        try
        {
            return await all.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
