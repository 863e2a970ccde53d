using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;

namespace Seawall.Gate.Tests;

/// <summary>The same as the console's, over HTTP.</summary>
public sealed class AdminRoutesTests
{
    [Fact]
    public async Task Sessions_are_told_as_json()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync("Pooling=false;Application Name=trade");
        await using NpgsqlTransaction open = await user.BeginTransactionAsync();
        await user.DoAsync("select 1");
        using HttpClient http = Admin(fixture, null);

        JsonElement client = (await JsonAsync(http, "/clients"))[0];
        Assert.Equal(["id", "login", "database", "business", "application", "address", "state", "wait_us", "connected_unix_ms", "statements", "tls"],
            client.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("postgres", "in transaction", "trade"), (client.GetProperty("login").GetString(), client.GetProperty("state").GetString(), client.GetProperty("business").GetString()));
        Assert.Equal(user.ProcessID, (await JsonAsync(http, "/servers"))[0].GetProperty("pid").GetInt32());
        JsonElement pin = (await JsonAsync(http, "/pins"))[0];
        Assert.Equal(["session", "business", "login", "reason", "sinceUnixMs"], pin.EnumerateObject().Select(member => member.Name));
        Assert.Equal("transaction", pin.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Acts_take_the_token()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync();
        using HttpClient stranger = Admin(fixture, "guess");
        using HttpClient owner = Admin(fixture, ConsoleFixture.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(stranger, "/kill?database=test"));
        await user.DoAsync("select 1");
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(owner, "/kill"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(owner, "/resume"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(owner, "/kill?database=test"));
        await Assert.ThrowsAsync<PostgresException>(() => user.DoAsync("select 1"));
    }

    private static HttpClient Admin(GateFixture fixture, string? token) => new()
    {
        BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}"),
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    private static async Task<JsonElement> JsonAsync(HttpClient http, string path) => JsonDocument.Parse(await http.GetStringAsync(path)).RootElement;

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path) => (await http.PostAsync(path, null)).StatusCode;
}
