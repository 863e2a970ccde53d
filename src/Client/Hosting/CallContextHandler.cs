using System.Diagnostics;
using System.Net;
using Seawall.Client.Calls;

namespace Seawall.Client.Hosting;

/// <summary>
/// Passes role, caller, mark and the digest of switches on with every HTTP call between services, beside the baggage of others, with or without tracing; and notes what
/// switches the answer was made under.
/// </summary>
public sealed class CallContextHandler(SeawallServiceOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = CallContext.Current;
        var others = Others(request);
        request.Headers.Remove(Baggage.Header);
        // The framework's propagator leaves a header that is there alone.
        request.Headers.TryAddWithoutValidation(Baggage.Header, Baggage.Write(context, options.Name, others));
        var response = await base.SendAsync(request, cancellationToken);
        context.Served?.Add(response);
        if (context.Mark is null || response.StatusCode != HttpStatusCode.Conflict
            || !response.Headers.TryGetValues(Refusals.Header, out var codes) || !codes.Contains(RehearsalWriteException.Code))
            return response;
        response.Dispose();
        throw new RehearsalWriteException();
    }

    // What the caller's code or its tracing wants to send along; their texts are as the framework would write them.
    private static List<string>? Others(HttpRequestMessage request)
    {
        List<string>? others = null;
        if (request.Headers.TryGetValues(Baggage.Header, out var given))
            others = [.. given.SelectMany(header => header.Split(','))];
        if (Activity.Current is not { } activity)
            return others;
        foreach (var (key, value) in activity.Baggage)
            (others ??= []).Add($"{key.Trim()}={Uri.EscapeDataString(value ?? "")}");
        return others;
    }
}
