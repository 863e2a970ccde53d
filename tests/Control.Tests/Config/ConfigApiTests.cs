using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Operators;

namespace Seawall.Control.Tests.Config;

public sealed class ConfigApiTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;

    public async Task InitializeAsync() => _host = await ConsoleHost.StartAsync(FakeSite.Filled());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private static readonly (string Method, string Path, OperatorLevel Required)[] Endpoints =
    [
        ("GET", "entries", OperatorLevel.Viewer),
        ("GET", "entry?key=item/a/b", OperatorLevel.Viewer),
        ("GET", "revisions", OperatorLevel.Viewer),
        ("GET", "revisions/1", OperatorLevel.Viewer),
        ("GET", "diff?from=0", OperatorLevel.Viewer),
        ("GET", "audit", OperatorLevel.Viewer),
        ("GET", "audit/verify", OperatorLevel.Viewer),
        ("GET", "export", OperatorLevel.Viewer),
        ("GET", "proposals", OperatorLevel.Viewer),
        ("POST", "publish", OperatorLevel.Operator),
        ("POST", "undo/1", OperatorLevel.Operator),
        ("POST", "rollback/0", OperatorLevel.Operator),
        ("POST", "gray", OperatorLevel.Operator),
        ("POST", "switch", OperatorLevel.Operator),
        ("POST", "import", OperatorLevel.Operator),
        ("POST", "proposals/1/reject", OperatorLevel.Operator),
        ("POST", "proposals/1/approve", OperatorLevel.Approver),
        ("GET", "../operators", OperatorLevel.Viewer),
        ("POST", "../operators", OperatorLevel.Approver),
        ("POST", "../operators/ann/remove", OperatorLevel.Approver),
    ];

    [Fact]
    public async Task Each_endpoint_takes_its_level_and_those_above_and_nobody_else()
    {
        using var nobody = new HttpClient { BaseAddress = _host.Address };
        using var session = await ConsoleSiteTests.SignedInAsync(_host);
        session.DefaultRequestHeaders.Accept.Clear();
        HttpClient[] levels = [.. Enum.GetValues<OperatorLevel>().Select(level => As("ann", level))];
        foreach (var (method, path, required) in Endpoints)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(nobody, method, path)).Status);
            foreach (var level in Enum.GetValues<OperatorLevel>())
            {
                var (status, body) = await AskAsync(levels[(int)level], method, path);
                Assert.True(level < required == body.Contains("level-too-low", StringComparison.Ordinal) && status < HttpStatusCode.InternalServerError, $"{method} {path}: {level} got {status}: {body}");
            }
            Assert.Equal(method == "POST", (await AskAsync(session, method, path)).Body.Contains("form-token", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_change_is_shown_published_read_back_and_undone()
    {
        using var http = As("ann", OperatorLevel.Operator);
        object body = new { reason = "the sale begins", changes = new[] { new { key = "item/web/banner", value = """{"value": "11.11" }""" } } };
        var preview = await PostAsync(http, "publish?dryRun=true", body);
        Assert.Equal(("would-publish", 0), (preview.GetProperty("outcome").GetString(), preview.GetProperty("revision").GetInt32()));
        Assert.Equal(1, (await PostAsync(http, "publish", body)).GetProperty("revision").GetInt32());
        var entry = await http.GetFromJsonAsync<JsonElement>("/api/config/entry?key=item/web/banner");
        Assert.Equal("""{"value": "11.11" }""", entry.GetProperty("value").GetString());
        var told = entry.GetProperty("history")[0];
        Assert.Equal(("ann", "the sale begins"), (told.GetProperty("actor").GetString(), told.GetProperty("reason").GetString()));
        Assert.Equal(2, (await PostAsync(http, "undo/1", new { reason = "too early" })).GetProperty("revision").GetInt32());
        Assert.Equal(0, (await http.GetFromJsonAsync<JsonElement>("/api/config/entries?prefix=item/")).GetProperty("entries").GetArrayLength());
        var record = (await http.GetFromJsonAsync<JsonElement>("/api/config/audit")).GetProperty("records")[0].GetProperty("entry");
        Assert.Equal(("undo", "127.0.0.1"), (record.GetProperty("action").GetString(), record.GetProperty("source").GetString()));
        Assert.True((await http.GetFromJsonAsync<JsonElement>("/api/config/audit/verify")).GetProperty("whole").GetBoolean());
    }

    [Fact]
    public async Task What_changed_since_it_was_seen_is_a_conflict_and_what_is_wrong_is_told_in_full()
    {
        using var http = As("ann", OperatorLevel.Operator);
        await PostAsync(http, "publish", new { reason = "one", changes = new[] { new { key = "item/web/a", value = """{"value":1}""" } } });
        var conflict = await PostAsync(http, "publish", new { reason = "two", seen = 0, changes = new[] { new { key = "item/web/a", value = """{"value":2}""" } } }, HttpStatusCode.Conflict);
        Assert.Equal("conflict", conflict.GetProperty("code").GetString());
        var invalid = await PostAsync(http, "publish", new { reason = "three", changes = new[] { new { key = "item/web/a", value = "{" }, new { key = "Item/x", value = "1" } } }, HttpStatusCode.UnprocessableEntity);
        foreach (object odd in (object[])[new { reason = "x" }, new { reason = "x", changes = new object?[] { null } }, new { changes = new[] { new { value = "1" } } }])
            Assert.Equal("bad-request", (await PostAsync(http, "publish", odd, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
        Assert.Equal(["item/web/a", "Item/x"], invalid.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task A_core_switch_waits_for_another_person()
    {
        using var ann = As("ann", OperatorLevel.Operator);
        using var bob = As("bob", OperatorLevel.Approver);
        var waits = await PostAsync(ann, "publish", new { reason = "a new switch", changes = new[] { new { key = "switch/trade.order", value = Flags.Of("G0") } } }, HttpStatusCode.Accepted);
        Assert.Equal(("waits", 1), (waits.GetProperty("outcome").GetString(), waits.GetProperty("proposal").GetInt32()));
        Assert.Equal(1, (await PostAsync(bob, "proposals/1/approve", new { reason = "agreed" })).GetProperty("revision").GetInt32());
        var proposal = (await ann.GetFromJsonAsync<JsonElement>("/api/config/proposals")).GetProperty("proposals")[0];
        Assert.Equal(("approved", "bob"), (proposal.GetProperty("state").GetString(), proposal.GetProperty("decidedBy").GetString()));
        await PostAsync(ann, "switch", new { key = "trade.order", on = false, reason = "stop" }, HttpStatusCode.Accepted);
        Assert.Contains("\"defaultVariant\": \"on\"", (await ann.GetFromJsonAsync<JsonElement>("/api/config/entry?key=switch/trade.order")).GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_is_added_with_a_token_that_is_told_once()
    {
        using var boss = As("boss", OperatorLevel.Approver);
        await PostAsync(boss, "../operators", new { name = "carl", level = "viewer", reason = " " }, HttpStatusCode.UnprocessableEntity);
        var added = await PostAsync(boss, "../operators", new { name = "carl", level = "viewer", reason = "looks on" });
        using var carl = new HttpClient { BaseAddress = _host.Address };
        carl.DefaultRequestHeaders.Authorization = new("Bearer", added.GetProperty("token").GetString());
        var listed = await carl.GetStringAsync("/api/operators");
        Assert.Contains("carl", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("token", listed, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Forbidden, (await carl.PostAsJsonAsync("/api/config/publish", new { })).StatusCode);
        await PostAsync(boss, "../operators/carl/remove", new { reason = "left" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await carl.GetAsync("/api/operators")).StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/config/" + path) { Content = method == "POST" ? JsonContent.Create(new { reason = "" }) : null };
        var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private HttpClient As(string name, OperatorLevel level) => RequirePersonTests.Bearer(_host, new Person(name, level));

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await http.PostAsJsonAsync("/api/config/" + path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
