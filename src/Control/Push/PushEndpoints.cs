using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Seawall.Control.Push.Peers;

namespace Seawall.Control.Push;

/// <summary>
/// What services ask of the config center. It stands before everything that pages need, because thousands of acknowledgements come within half a second.
/// </summary>
internal sealed class PushEndpoints(
    PushHub hub, PushFeed feed, InstanceBook book, RequireClient client, AcceptBudget budget, PushOptions options, NodeEndpoint node, ClusterStanding standing)
{
    public const string RevisionHeader = "Seawall-Config-Revision";

    public void Use(IApplicationBuilder app) => app.Use((http, next) =>
    {
        var path = http.Request.Path.Value;
        return path switch
        {
            "/config/ack" when HttpMethods.IsPost(http.Request.Method) => client.Admits(http) ? AckAsync(http) : RequireClient.Refuse(http),
            "/config/stream" when HttpMethods.IsGet(http.Request.Method) => client.Admits(http) ? StreamAsync(http) : RequireClient.Refuse(http),
            "/config/node" when HttpMethods.IsGet(http.Request.Method) => client.Admits(http) ? node.TellAsync(http) : RequireClient.Refuse(http),
            _ => next(http),
        };
    });

    private async Task AckAsync(HttpContext http)
    {
        var ack = await AckBody.ReadAsync(http.Request.BodyReader, http.RequestAborted).ConfigureAwait(false);
        if (ack is not null)
            book.Ack(ack.Service, ack.Instance, ack.Revision, ack.Digest, ack.Faults);
        http.Response.StatusCode = ack is null ? StatusCodes.Status400BadRequest : StatusCodes.Status204NoContent;
    }

    private async Task StreamAsync(HttpContext http)
    {
        if (StreamRequest.Read(http.Request) is not { } request)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // A node that can't know what the others published sends nobody back, and does not say either that the center was set back.
        if (!await standing.MayServeAsync(() => feed.IsAtLeast(request.Seen), http.RequestAborted).ConfigureAwait(false))
        {
            http.Response.Headers.RetryAfter = "1";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        // A node that lags must never look as if nothing were new; what it would send is older than what the client has.
        if (!feed.IsAtLeast(request.Seen))
        {
            http.Response.Headers[RevisionHeader] = feed.Head.State.Revision.ToString(CultureInfo.InvariantCulture);
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }
        var wait = hub.Open >= options.MostStreams ? 5 : budget.Enter();
        if (wait > 0)
        {
            http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        await ServeAsync(http, request).ConfigureAwait(false);
    }

    private async Task ServeAsync(HttpContext http, StreamRequest request)
    {
        var reader = await BeginAsync(http).ConfigureAwait(false);
        var since = feed.Resume(request.Since, request.Digest);
        var record = book.Open(request.Service, request.Instance, since);
        var stream = new PushStream(record, reader, since);
        try
        {
            if (hub.Join(stream))
                await EndOf(http).ConfigureAwait(false);
        }
        finally
        {
            hub.Leave(stream);
            record.Close(feed.Now);
            // Its answer has no end, and must not look as if it had one.
            reader.Drop();
        }
    }

    private static async Task<IReader> BeginAsync(HttpContext http)
    {
        var isPlain = http.Request.Protocol == "HTTP/1.1" && http.Features.Get<ITlsHandshakeFeature>() is null;
        if (isPlain && http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket && SocketReader.Begin(http, socket) is { } reader)
            return reader;
        return await PipeReaderEnd.BeginAsync(http).ConfigureAwait(false);
    }

    private static Task EndOf(HttpContext http)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        http.RequestAborted.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), end);
        return end.Task;
    }
}
