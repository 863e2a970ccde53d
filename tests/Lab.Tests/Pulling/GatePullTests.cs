using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Seawall.Lab.Pulling;

namespace Seawall.Lab.Tests;

/// <summary>A gate that answers otherwise than it should can't be made of a real one; what a real one gives is tested with the gate.</summary>
public sealed class GatePullTests : IDisposable
{
    private static readonly LogDay _day = new(new DateOnly(1970, 1, 1), TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-pull-").FullName;
    private readonly byte[] _capture = File.ReadAllBytes(Captures.Write(Captures.Statement("select 1", 1), Captures.Statement("select 2", 1)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Finished_captures_arrive_under_the_gates_token()
    {
        PullReport report = await PullAsync(_capture, Digest(_capture), DateTimeOffset.UnixEpoch);
        Assert.Equal((2, true), (report.Statements, report.Complete));
        Assert.Equal("gate-1-a.swc.gz", report.Sources.Single().Files.Single().Name);
    }

    [Fact]
    public async Task A_capture_that_arrives_torn_is_a_problem_and_counts_for_nothing()
    {
        PullReport report = await PullAsync(_capture[..^5], Digest(_capture), DateTimeOffset.UnixEpoch);
        Assert.Equal((0, false), (report.Statements, report.Complete));
        Assert.StartsWith("a.swc.gz of gate-1 arrived other than it was sent", report.Sources.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capture_closed_before_the_day_is_not_fetched()
    {
        PullReport report = await PullAsync(_capture, Digest(_capture), DateTimeOffset.UnixEpoch.AddDays(-1));
        Assert.Empty(report.Sources.Single().Files);
        Assert.True(report.Complete);
    }

    [Fact]
    public async Task A_gate_that_refuses_the_token_is_named()
    {
        PullReport report = await PullAsync(_capture, Digest(_capture), DateTimeOffset.UnixEpoch, token: "another");
        Assert.Equal("the gate at http://127.0.0.1:6433/ refuses: its admin token is another than this site's", report.Sources.Single().Problem);
    }

    private async Task<PullReport> PullAsync(byte[] content, string digest, DateTimeOffset lastWrite, string token = "let-me-in")
    {
        using var http = new HttpClient(new Gate(content, digest, lastWrite));
        var plan = new PullPlan { Sources = [new PullSource("gates") { Gates = [new Uri("http://127.0.0.1:6433")] }] };
        return await new DayPull(plan, new PulledDays(_folder), http, TimeProvider.System) { GateToken = token, RedactionKey = Encoding.UTF8.GetBytes("0123456789abcdef") }.RunAsync(_day, null, default);
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed class Gate(byte[] content, string digest, DateTimeOffset lastWrite) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool known = request.Headers.Authorization?.Parameter == "let-me-in";
            return Task.FromResult((request.Method.Method, request.RequestUri!.AbsolutePath) switch
            {
                ("POST", "/capture") => new HttpResponseMessage(HttpStatusCode.OK),
                _ when !known => new HttpResponseMessage(HttpStatusCode.Unauthorized),
                (_, "/capture/files") => new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = JsonContent.Create(new { gate = "gate-1", files = new[] { new { name = "a.swc.gz", bytes = content.Length, sha256 = digest, lastWrite } } }),
                },
                _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) },
            });
        }
    }
}
