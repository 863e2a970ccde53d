using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Control.Changes;
using Seawall.Control.Config;
using Seawall.Control.Dial;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Changes;
using Seawall.Control.Tests.Operators;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Dial;

public sealed class DialPageTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartAsync(FakeSite.Filled(), add: (services, _) => services.Replace(ServiceDescriptor.Singleton<IChangeDesk, StoreDesk>()));
        var four = Config.Flags.Of("G4").Replace("\"owner\"", "\"what\": \"Badges\", \"fallback\": \"Items without badges\", \"fallbackZh\": \"商品不带徽标\", \"owner\"", StringComparison.Ordinal);
        await Store.PublishAsync(Request(new WantedChange(Ladder.Key, Ladders.Deployed()), new WantedChange("switch/catalog.badges", four), new WantedChange("switch/trade.order", Config.Flags.Of("G0"))) with { Action = "seed" }, default);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private SqliteConfigStore Store => _host.Services.GetRequiredService<SqliteConfigStore>();

    [Fact]
    public async Task The_page_shows_the_ladder_previews_a_move_and_makes_it_with_a_reason()
    {
        using var ann = await PageVisitor.SignedInAsync(_host, "ann", OperatorLevel.Operator);
        await ann.GoAsync("/dial");
        Assert.Equal(6, ann.Page.QuerySelectorAll("[data-rung]").Length);
        Assert.Equal("0", ann.Page.QuerySelector("[data-level]")!.GetAttribute("data-level"));
        await ann.GoAsync("/dial?to=2");
        Assert.Contains("Items without badges", ann.Page.QuerySelector("[data-switch='catalog.badges']")!.TextContent, StringComparison.Ordinal);
        Assert.Null(ann.Page.QuerySelector("[data-switch='trade.order']"));
        await ann.SendAsync("form[action='/dial/move']", ("reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ann.Status);
        await ann.SendAsync("form[action='/dial/move']", ("reason", "search is drowning"));
        Assert.StartsWith(FormattableString.Invariant($"/changes/{Store.Current.Revision}"), ann.Path, StringComparison.Ordinal);
        await ann.GoAsync("/dial");
        Assert.Contains("search is drowning", ann.Text, StringComparison.Ordinal);
        await ann.GoAsync("/dial?to=0");
        Assert.Contains("one level at a time", ann.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_freeze_stands_on_every_page_in_both_languages_and_its_end_waits_for_a_second_person()
    {
        using var ann = await PageVisitor.SignedInAsync(_host, "ann", OperatorLevel.Operator);
        await ann.GoAsync("/freeze");
        await ann.SendAsync("form[action='/freeze/on']", ("reason", "the sale"), ("until", ""));
        foreach (var path in (string[])["/", "/dial", "/switches", "/alerts", "/processes"])
        {
            await ann.GoAsync(path);
            Assert.Contains("The site is frozen", ann.Page.QuerySelector(".frozen")!.TextContent, StringComparison.Ordinal);
        }
        await ann.GoAsync("/language/zh?back=/freeze");
        Assert.Contains("站点已封网", ann.Text, StringComparison.Ordinal);
        await ann.SendAsync("form[action='/freeze/off']", ("reason", "over"));
        Assert.StartsWith("/changes/waiting?new=1", ann.Path, StringComparison.Ordinal);
        using var bob = await PageVisitor.SignedInAsync(_host, "bob");
        await bob.GoAsync("/changes/waiting");
        await bob.SendAsync("form[action='/changes/waiting/1/agree']", ("reason", "it is over"));
        await bob.GoAsync("/freeze");
        Assert.Null(bob.Page.QuerySelector(".frozen"));
    }

    [Fact]
    public async Task The_interface_tells_previews_moves_and_refuses_a_level_that_is_not_expected()
    {
        using var ann = RequirePersonTests.Bearer(_host, new Person("ann", OperatorLevel.Operator));
        var preview = await ann.GetFromJsonAsync<JsonElement>("/api/dial/preview?to=1");
        Assert.Equal("""["partner","batch"]""", preview.GetProperty("switches")[0].GetProperty("goes").GetRawText());
        var up = await (await ann.PostAsJsonAsync("/api/dial/up", new { reason = "busy", idempotency = "a" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("published", 1, 1), (up.GetProperty("outcome").GetString(), up.GetProperty("level").GetInt32(), up.GetProperty("switches").GetInt32()));
        Assert.Equal("unchanged", (await (await ann.PostAsJsonAsync("/api/dial/up", new { reason = "busy", idempotency = "a" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.PostAsJsonAsync("/api/dial/to", new { level = 3, expected = 2, reason = "busy" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.PostAsJsonAsync("/api/dial/down", new { reason = " " })).StatusCode);
        var dial = await ann.GetFromJsonAsync<JsonElement>("/api/dial");
        Assert.Equal("""["*"]""", dial.GetProperty("rungs")[2].GetProperty("off").GetProperty("G4").GetRawText());
        await ann.PostAsJsonAsync("/api/dial/down", new { reason = "calm" });
        Assert.Null(Store.Current[DialState.Key]);
        using var eve = RequirePersonTests.Bearer(_host, new Person("eve", OperatorLevel.Viewer));
        Assert.Equal(HttpStatusCode.Forbidden, (await eve.PostAsJsonAsync("/api/dial/up", new { reason = "busy" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await eve.GetAsync("/api/freeze")).StatusCode);
    }
}
