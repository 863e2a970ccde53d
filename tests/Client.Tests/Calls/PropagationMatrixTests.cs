using System.Net;
using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

/// <summary>Role, caller and mark over every way a call goes on × tracing × what a stranger sends, on real Kestrel and PostgreSQL.</summary>
[Collection(nameof(Alone))]
public sealed class PropagationMatrixTests : IAsyncLifetime
{
    private static readonly (string Name, string Value)[][] Inbound =
    [
        [],
        [("baggage", "seawall.role=batch,seawall.caller=trade,seawall.mark=drill,user=a%20b")],
        [("baggage", " seawall.role = batch ;p=1 , SEAWALL.CALLER=trade"), ("baggage", "seawall.mark=drill")],
        [("x-role-id", "batch"), ("X-Seawall-Source", "batch"), ("X-Seawall-Role", "batch"), ("X-Seawall-Caller", "trade")],
        [("baggage", "seawall.mark=NOT A MARK,seawall.role=*/;DROP TABLE x"), ("Correlation-Context", "seawall.role=batch,seawall.mark=drill")],
        [("baggage", "====,,,;;;,seawall.role,seawall.mark")],
    ];

    private TestSite _site = null!;

    public async Task InitializeAsync() => _site = await TestSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData(Tracing.None)]
    [InlineData(Tracing.Listener)]
    [InlineData(Tracing.TraceParent)]
    public async Task Role_and_mark_are_the_edge_s_whatever_strangers_send(Tracing tracing)
    {
        using var listener = TracingSetup.Start(tracing);
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = _site.Edge };
        foreach (var mark in new[] { null, "r1" })
        {
            var suffix = mark is null ? "" : $",mark='{mark}'";
            for (var i = 0; i < Inbound.Length; i++)
            {
                var foreign = i == 1 ? ",user=a%20b" : "";
                var at = $"tracing {tracing}, mark {mark}, inbound {i}: ";
                Assert.Equal($"{at}web//{mark} [{foreign.TrimStart(',')}]", at + await GetAsync("/who"));
                Assert.Equal($"{at}web/edge/{mark} [{foreign.TrimStart(',')}]", at + await GetAsync("/http"));
                Assert.Equal($"{at}web/edge/{mark} [{foreign.TrimStart(',')}]", at + await GetAsync("/factory"));
                Assert.Equal($"{at}web//{mark} web/edge/{mark} [{foreign.TrimStart(',')}]", at + await GetAsync("/background"));
                Assert.Equal($"{at}web/edge/{mark}", at + await GetAsync("/queue"));
                Assert.Equal($"{at} /*application='books'{suffix},role='web',route='%2Fsql'*/", at + await GetAsync("/sql"));
                Assert.Equal($"{at} /*application='books',caller='edge'{suffix},role='web',route='%2Fsql'*/", at + await GetAsync("/far/sql"));
                // A client that is nobody's sends what the framework sends by itself: none of what strangers claimed.
                Assert.StartsWith($"{at}// ", at + await GetAsync("/raw"), StringComparison.Ordinal);

                async Task<string> GetAsync(string path)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, path);
                    foreach (var (name, value) in Inbound[i])
                        request.Headers.TryAddWithoutValidation(name, value);
                    if (tracing == Tracing.TraceParent)
                        request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                    if (mark is not null)
                        request.Headers.TryAddWithoutValidation(Mark.Header, Mark.Sign(mark, DateTimeOffset.FromUnixTimeSeconds(4_000_000_000), TestSite.Secret));
                    using var response = await http.SendAsync(request);
                    return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : $"{(int)response.StatusCode}";
                }
            }
        }
    }

    [Fact]
    public async Task A_claim_that_does_not_verify_is_refused_at_the_edge_and_behind_it()
    {
        using var http = new HttpClient();
        foreach (var address in new[] { _site.Edge, _site.Inner })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/who"));
            request.Headers.TryAddWithoutValidation(Mark.Header, Mark.Sign("r1", DateTimeOffset.FromUnixTimeSeconds(4_000_000_000), "a guess"));
            using var response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("\"code\":\"mark_refused\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
