using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The control center's API as a command calls it: its address, and a bearer that says who asks.</summary>
internal static class ControlApi
{
    /// <summary>A person's own token, for whoever has no access to the site's secret.</summary>
    public const string TokenVariable = "SEAWALL_TOKEN";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>A client that speaks for a person (unset, the user of this machine), or for the owner of the token in <see cref="TokenVariable"/>. What goes wrong on the way throws a <see cref="CommandException"/>.</summary>
    public static HttpClient Open(Place place, SiteTopology topology, Person? person = null)
    {
        IReadOnlyList<Uri> nodes = ConsoleLink.Addresses(topology) is { Count: > 0 } addresses ? addresses
            : throw new CommandException($"{topology.Path} has no control center; add a process with the role '{ProcessNode.ControlRole}'");
        string bearer = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } own ? own
            : SiteBearer.Create(ConsoleLink.Secret(Secrets.In(place.Home)), person ?? OperatorOptions.LocalPerson(), TimeProvider.System.GetUtcNow());
        var http = new HttpClient(new NextNode(topology.Console!.Name, nodes)) { BaseAddress = nodes[0], Timeout = _patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http;
    }

    /// <summary>The answer, or a <see cref="CommandException"/> with what the control center says against it.</summary>
    public static async Task<HttpResponseMessage> ExpectOkAsync(this Task<HttpResponseMessage> sent, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await sent.ConfigureAwait(false);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new CommandException($"the control center did not answer within {_patience.TotalSeconds} s; whether it did what was asked, `seawall config history` says");
        }
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }
        using (answer)
        {
            string body = await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
            throw new CommandException(Complaint(body) ?? $"the control center answers {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
    }

    private static string? Complaint(string body)
    {
        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            return problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out JsonElement detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Asks the next node of the control center when one can't be connected to; what was sent is never sent again.</summary>
    private sealed class NextNode(string process, IReadOnlyList<Uri> nodes) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.PathAndQuery;
            try
            {
                foreach (Uri node in nodes.SkipLast(1))
                {
                    try
                    {
                        request.RequestUri = new Uri(node, path);
                        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                    }
                    catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
                    {
                        // Nothing was sent.
                    }
                }
                request.RequestUri = new Uri(nodes[^1], path);
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException)
            {
                throw new CommandException($"the control center does not answer at {string.Join(" nor at ", nodes.Select(node => node.GetLeftPart(UriPartial.Authority)))}; `seawall up` starts it, `seawall logs {process}` says what is wrong");
            }
        }
    }
}
