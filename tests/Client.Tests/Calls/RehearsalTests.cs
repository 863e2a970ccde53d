using System.Net;
using Seawall.Client.Calls;
using Seawall.Testing;

namespace Seawall.Client.Tests;

/// <summary>What a marked call may do to real tables: read.</summary>
[Collection(nameof(Alone))]
public sealed class RehearsalTests : IAsyncLifetime
{
    private TestSite _site = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        await (await PrivatePostgres.SharedAsync()).ExecuteAsync("CREATE TABLE IF NOT EXISTS rehearsed (who text); TRUNCATE rehearsed");
        _site = await TestSite.StartAsync();
        _http = new HttpClient { BaseAddress = _site.Edge };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_marked_call_writes_nothing_here_or_in_the_next_service_and_says_so()
    {
        foreach (var path in new[] { "/write", "/far/write" })
        {
            using var refused = await SendAsync(HttpMethod.Post, path, isMarked: true);
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("\"code\":\"rehearsal_write\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var real = await SendAsync(HttpMethod.Post, path, isMarked: false);
            Assert.Equal(HttpStatusCode.OK, real.StatusCode);
        }
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Marked_calls_have_connections_under_a_name_of_their_own()
    {
        using var marked = await SendAsync(HttpMethod.Get, "/name", isMarked: true);
        using var real = await SendAsync(HttpMethod.Get, "/name", isMarked: false);
        Assert.Equal("books-rehearsal", await marked.Content.ReadAsStringAsync());
        Assert.Equal("books", await real.Content.ReadAsStringAsync());
    }

    private static async Task<long> CountAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection((await PrivatePostgres.SharedAsync()).ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM rehearsed", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, bool isMarked)
    {
        using var request = new HttpRequestMessage(method, path);
        if (isMarked)
            request.Headers.TryAddWithoutValidation(Mark.Header, Mark.Sign("r1", DateTimeOffset.FromUnixTimeSeconds(4_000_000_000), TestSite.Secret));
        return await _http.SendAsync(request);
    }
}
