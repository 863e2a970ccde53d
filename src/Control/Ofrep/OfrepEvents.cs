using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Ofrep;

/// <summary>A stream of events that says when to ask again: <c>{"type":"refetchEvaluation","etag":"…","lastModified":…}</c>, the revision as its id.</summary>
internal sealed class OfrepEvents(OfrepFlags flags, OfrepOptions options, TimeProvider time)
{
    private int _open;

    public async Task ServeAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _open) > options.MostStreams)
        {
            Interlocked.Decrement(ref _open);
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "30";
            return;
        }
        try
        {
            await StreamAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task StreamAsync(HttpContext http)
    {
        var (response, ct) = (http.Response, http.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        var seen = flags.Current;
        await SendAsync(response, ": open\n\n", ct);
        // Who comes back after a break may have missed a change, and so may who asked for flags a moment ago.
        if (Known(http.Request) is { Length: > 0 } known && known != Id(seen))
            await SendAsync(response, Event(seen), ct);
        var change = flags.WaitPastAsync(seen, ct);
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var due = Task.Delay(options.BeatEvery, time, beat.Token);
            if (await Task.WhenAny(change, due) == change)
            {
                await beat.CancelAsync();
                seen = await change;
                await SendAsync(response, Event(seen), ct);
                change = flags.WaitPastAsync(seen, ct);
            }
            else
            {
                ct.ThrowIfCancellationRequested();
                await SendAsync(response, ": beat\n\n", ct);
            }
        }
    }

    private string Event(FlagSet set) => string.Create(
        CultureInfo.InvariantCulture,
        $"id: {Id(set)}\ndata: {{\"type\":\"refetchEvaluation\",\"etag\":\"{Id(set)}\",\"lastModified\":{time.GetUtcNow().ToUnixTimeSeconds()}}}\n\n");

    private static string? Known(HttpRequest request) => request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : request.Query["since"].ToString();

    /// <summary>A state of all flags, as events and addresses of streams name it.</summary>
    public static string Id(FlagSet set) => set.Digest.ToString("x16", CultureInfo.InvariantCulture);

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
