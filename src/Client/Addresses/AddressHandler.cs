namespace Seawall.Client.Addresses;

/// <summary>
/// Sends each call of a service to one of its addresses. What never reached an instance goes to the next one, and so does what only asks, when its answer does not come whole:
/// a call that may have changed something is not made twice.
/// </summary>
internal sealed class AddressHandler(LiveAddresses.Route route, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var ring = route.Ring;
        var wanted = request.RequestUri!.PathAndQuery;
        for (var left = ring.Count; ; left--)
        {
            var place = ring.Next();
            if (ring[place].Authority != request.RequestUri.Authority)
                request.RequestUri = new Uri(ring[place], wanted);
            try
            {
                var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (left > 1 && OnlyAsks(request))
                    await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
                return answer;
            }
            catch (Exception e) when (left > 1 && !cancellationToken.IsCancellationRequested && MayGoOn(request, e))
            {
                ring.LeaveOut(place);
            }
        }
    }

    private static bool MayGoOn(HttpRequestMessage request, Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        // Nobody took the connection in time.
        OperationCanceledException { InnerException: TimeoutException } => true,
        HttpRequestException or IOException => OnlyAsks(request),
        _ => false,
    };

    private static bool OnlyAsks(HttpRequestMessage request) => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
}
