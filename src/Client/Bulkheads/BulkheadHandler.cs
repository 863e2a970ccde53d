namespace Seawall.Client.Bulkheads;

/// <summary>Lets calls to another service through its bulkhead; a call holds its place until the answer's head has come.</summary>
internal sealed class BulkheadHandler(Bulkhead bulkhead, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var place = await bulkhead.EnterAsync(cancellationToken)
            ?? throw new HttpRequestException($"The bulkhead of {bulkhead.Dependency} is full: {bulkhead.Options.Concurrency} calls run, and none ended within {bulkhead.Options.WaitMs} ms.");
        return await base.SendAsync(request, cancellationToken);
    }
}
