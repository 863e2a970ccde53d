using Seawall.Client.Calls;

namespace Seawall.Client.Hosting;

/// <summary>Passes role, caller and mark on with every HTTP call between services.</summary>
public sealed class CallContextHandler(SeawallServiceOptions options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(Baggage.Header);
        request.Headers.TryAddWithoutValidation(Baggage.Header, Baggage.Write(CallContext.Current, options.Name));
        return base.SendAsync(request, cancellationToken);
    }
}
