using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Config;
using Seawall.Control.Tests.Operators;

namespace Seawall.Control.Tests.Plans;

/// <summary>Plans by HTTP and by the console's pages.</summary>
public sealed partial class PlanSiteTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartAsync(FakeSite.Filled());
        var outcome = await _host.Services.GetRequiredService<IConfigStore>().PublishAsync(
            StoreFolder.Request(
                new WantedChange("switch/a.one", Flags.Of("G3")), new WantedChange("switch/a.core", Flags.Of("G0")),
                new WantedChange("plan/fire", PlanBench.TextOf("""{"kind":"switch","key":"switch/a.one","off":true}""")),
                new WantedChange("plan/core", PlanBench.TextOf("""{"kind":"switch","key":"switch/a.core","off":true}"""))),
            default);
        Assert.IsType<PublishOutcome.Published>(outcome);
        // Nobody follows this store: all that are connected are behind, so nothing is in the checks' way but that.
        _host.Sources.Fleet = new(1, 0, 0, 0, [], []);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Each_endpoint_takes_its_level_and_nobody_else()
    {
        (string Method, string Path, OperatorLevel Required)[] all =
        [
            ("GET", "", OperatorLevel.Viewer), ("GET", "/fire", OperatorLevel.Viewer), ("GET", "/fire/preview", OperatorLevel.Viewer), ("POST", "/none/run", OperatorLevel.Operator),
            ("POST", "/none/undo", OperatorLevel.Operator), ("POST", "/none/arm", OperatorLevel.Operator), ("POST", "/none/disarm", OperatorLevel.Operator), ("POST", "/none/rehearsed", OperatorLevel.Operator),
        ];
        using var nobody = new HttpClient { BaseAddress = _host.Address };
        foreach (var (method, path, required) in all)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(nobody, method, path)).StatusCode);
            foreach (var level in Enum.GetValues<OperatorLevel>())
            {
                using var http = RequirePersonTests.Bearer(_host, new Person("ann", level));
                var answer = await AskAsync(http, method, path);
                Assert.True(level < required == (answer.StatusCode == HttpStatusCode.Forbidden) && answer.StatusCode < HttpStatusCode.InternalServerError, $"{method} {path}: {level} got {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task A_plan_is_previewed_rehearsed_run_and_undone()
    {
        using var http = RequirePersonTests.Bearer(_host, new Person("ann", OperatorLevel.Operator));
        var preview = await http.GetFromJsonAsync<JsonElement>("/api/plans/fire/preview");
        Assert.Equal(("switch/a.one", "it was never rehearsed"), (preview.GetProperty("keys")[0].GetProperty("key").GetString(), preview.GetProperty("stagedWhy").GetString()));
        await PostAsync(http, "fire/rehearsed", new { drill = "d", evidence = "r.json" });
        var run = await PostAsync(http, "fire/run", new { reason = "it burns", idempotency = "one" });
        Assert.True(run.GetProperty("changed").GetBoolean());
        var stage = run.GetProperty("plan").GetProperty("activation").GetProperty("stages")[0];
        Assert.Equal(("all", _host.Services.GetRequiredService<IConfigStore>().Current.Entries["switch/a.one"].Revision), (stage.GetProperty("name").GetString(), stage.GetProperty("revision").GetInt64()));
        Assert.False((await PostAsync(http, "fire/run", new { reason = "it burns", idempotency = "one" })).GetProperty("changed").GetBoolean());
        Assert.Equal("active", (await http.GetFromJsonAsync<JsonElement>("/api/plans")).GetProperty("plans")[1].GetProperty("state").GetString());
        var undone = await PostAsync(http, "fire/undo", new { reason = "it is out" });
        Assert.Equal(("undone", Flags.Of("G3")), (undone.GetProperty("plan").GetProperty("activation").GetProperty("phase").GetString(), _host.Services.GetRequiredService<IConfigStore>().Current["switch/a.one"]));
    }

    [Fact]
    public async Task What_is_refused_says_what_to_do_with_a_code_of_its_own()
    {
        using var http = RequirePersonTests.Bearer(_host, new Person("ann", OperatorLevel.Operator));
        using var bob = RequirePersonTests.Bearer(_host, new Person("bob", OperatorLevel.Approver));
        Assert.Equal("not-found", (await PostAsync(http, "none/run", new { reason = "x" }, HttpStatusCode.NotFound)).GetProperty("code").GetString());
        Assert.Equal("bad-request", (await PostAsync(http, "fire/run", new { reason = " " }, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
        Assert.Equal("not-active", (await PostAsync(http, "fire/undo", new { reason = "x" }, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        var second = await PostAsync(http, "core/run", new { reason = "x" }, HttpStatusCode.Conflict);
        Assert.Equal("needs-second", second.GetProperty("code").GetString());
        Assert.Contains("seawall plan arm core", second.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await PostAsync(bob, "core/arm", new { reason = "agreed" });
        Assert.Equal("bob", (await PostAsync(http, "core/run", new { reason = "x" })).GetProperty("plan").GetProperty("activation").GetProperty("agreedBy").GetString());
        using var faulty = await http.PostAsJsonAsync("/api/config/publish", new { reason = "x", changes = new[] { new { key = "plan/bad", value = """{"title":"t","actions":[{"kind":"gate"},{"kind":"switch","key":"item/a"}],"check":{"kind":"luck"}}""" } } });
        var faults = (await faulty.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("faults").EnumerateArray().Select(fault => $"{fault.GetProperty("path").GetString()} {fault.GetProperty("message").GetString()}").ToList();
        Assert.Superset(
            new HashSet<string>(
            [
                "titleZh is required", "actions[0].kind must be one of switch, config, limit, rule, pin, addresses, instance", "actions[1].off is required: true or false", "actions[1].key must begin with switch/",
                "check.kind must be one of metric, http, instances, all", "undoCheck is required: a check such as {\"kind\":\"instances\",\"all\":true}",
            ]), faults.ToHashSet());
    }

    [Theory]
    [InlineData("en", "0 of 2 plans stale", "never rehearsed")]
    [InlineData("zh", "2 个预案中 0 个已过期", "未演练")]
    public async Task The_pages_show_plans_and_run_arm_and_undo_them_by_forms(string language, string fresh, string state)
    {
        using var http = await ConsoleSiteTests.SignedInAsync(_host);
        await http.GetAsync($"/language/{language}?back=/");
        var list = await http.GetStringAsync("/plans");
        Assert.Contains(fresh, list, StringComparison.Ordinal);
        Assert.Contains(state, list, StringComparison.Ordinal);
        var page = await http.GetStringAsync("/plans/fire");
        Assert.Contains("data-key=\"switch/a.one\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/plans/none")).StatusCode);

        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/plans/fire/run", new FormUrlEncodedContent([new("reason", "x")]))).StatusCode);
        Assert.Contains("say why", await (await FormAsync(http, "/plans/fire/run", page, ("reason", " "))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await FormAsync(http, "/plans/fire/arm", page, ("reason", "agreed on Monday"));
        Assert.Contains("agreed on Monday", await http.GetStringAsync("/plans/fire"), StringComparison.Ordinal);
        await FormAsync(http, "/plans/fire/disarm", page, ("reason", "no"));
        Assert.DoesNotContain("agreed on Monday", await http.GetStringAsync("/plans/fire"), StringComparison.Ordinal);
        await FormAsync(http, "/plans/fire/run", page, ("reason", "it burns"), ("once", "1"), ("pace", ""), ("in", "0"));
        page = await http.GetStringAsync("/plans/fire");
        Assert.Contains("action=\"/plans/fire/undo\"", page, StringComparison.Ordinal);
        await FormAsync(http, "/plans/fire/undo", page, ("reason", "it is out"));
        Assert.Contains("it is out", await http.GetStringAsync("/plans/fire"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, string method, string path) =>
        method == "GET" ? http.GetAsync("/api/plans" + path) : http.PostAsJsonAsync("/api/plans" + path, new { reason = "a test", drill = "d" });

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await http.PostAsJsonAsync("/api/plans/" + path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<HttpResponseMessage> FormAsync(HttpClient http, string path, string page, params (string Name, string Value)[] fields) =>
        await http.PostAsync(path, new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(page).Groups[1].Value), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
