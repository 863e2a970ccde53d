using System.Net;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Changes;

/// <summary>From choosing a switch to undoing its change, without scripts.</summary>
public sealed class ChangeFlowTests
{
    [Fact]
    public async Task A_switch_is_chosen_planned_applied_with_a_reason_and_undone()
    {
        var site = FakeSite.Filled();
        await using var host = await ConsoleHost.StartAsync(site);
        using var person = await PageVisitor.SignedInAsync(host);
        var before = site.Desk.Current["switch/reviews.list"];

        await person.GoAsync("/switches?business=reviews&grade=G2");
        Assert.Equal(["reviews.list"], person.Page.QuerySelectorAll("[data-switch]").Select(row => row.GetAttribute("data-switch")));
        await person.SendAsync("#choose", ("key", "reviews.list"), ("set", "off"), ("role", "h5"), ("role", "partner"));
        Assert.Contains("Off for h5, partner", person.Text, StringComparison.Ordinal);
        Assert.Contains("A page says that reviews rest", person.Text, StringComparison.Ordinal);
        Assert.Contains("h5, partner", person.Page.QuerySelector("#hits")!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before, site.Desk.Current["switch/reviews.list"]);

        await person.SendAsync("form[action='/changes/apply']", ("reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.Status);
        await person.SendAsync("form[action='/changes/apply']", ("reason", "the database is hot"));
        var revision = site.Desk.Current.Revision;
        Assert.Equal($"/changes/{revision}?applied=1", person.Path);
        Assert.Contains("the database is hot", person.Text, StringComparison.Ordinal);
        Assert.Contains("\"partner\"", site.Desk.Current["switch/reviews.list"], StringComparison.Ordinal);

        await person.GoAsync($"/changes/{revision}/undo");
        await person.SendAsync("form[action='/changes/apply']");
        Assert.Equal(before, site.Desk.Current["switch/reviews.list"]);
        await person.GoAsync("/changes");
        Assert.Contains($"Undo revision {revision}", person.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_changed_meanwhile_is_shown_and_nothing_is_overwritten()
    {
        var site = FakeSite.Filled();
        await using var host = await ConsoleHost.StartAsync(site);
        using var person = await PageVisitor.SignedInAsync(host);

        await person.GoAsync("/changes/plan?key=reviews.list&set=off");
        site.Desk.Fill(("switch/reviews.list", site.Desk.Current["switch/reviews.block"]!));
        await person.SendAsync("form[action='/changes/apply']", ("reason", "late"));
        Assert.Equal(HttpStatusCode.Conflict, person.Status);
        Assert.Contains("Somebody changed this meanwhile", person.Text, StringComparison.Ordinal);

        await person.GoAsync("/changes/1/undo");
        Assert.Contains("switch/reviews.list", person.Page.QuerySelector(".notice.warn")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Page.QuerySelectorAll(".planned"), key => key.GetAttribute("data-key") == "switch/reviews.list");
    }

    [Fact]
    public async Task What_is_core_waits_for_a_second_person_and_not_for_the_same_one()
    {
        var site = FakeSite.Filled();
        await using var host = await ConsoleHost.StartAsync(site);
        using var first = await PageVisitor.SignedInAsync(host, "ann");
        using var second = await PageVisitor.SignedInAsync(host, "bob");

        await first.GoAsync("/changes/plan?key=trade.order&set=off");
        Assert.Contains("until a second person", first.Text, StringComparison.Ordinal);
        await first.SendAsync("form[action='/changes/apply']", ("reason", "closing the shop"));
        Assert.Equal("/changes/waiting?new=1", first.Path);
        Assert.Null(first.Page.QuerySelector("form[action$='/agree']"));

        await second.GoAsync("/changes/waiting");
        await second.SendAsync("form[action='/changes/waiting/1/agree']", ("reason", "agreed by phone"));
        Assert.StartsWith("/changes/", second.Path, StringComparison.Ordinal);
        Assert.Contains("\"defaultVariant\":\"off\"", site.Desk.Current["switch/trade.order"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_look_sees_the_plan_and_can_send_nothing()
    {
        var site = FakeSite.Filled();
        await using var host = await ConsoleHost.StartAsync(site);
        using var viewer = await PageVisitor.SignedInAsync(host, "eve", OperatorLevel.Viewer);

        await viewer.GoAsync("/changes/plan?key=reviews.list&set=off");

        Assert.Equal(HttpStatusCode.OK, viewer.Status);
        Assert.Null(viewer.Page.QuerySelector("form[action='/changes/apply']"));
        Assert.Contains("that takes an operator", viewer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_key_is_changed_as_JSON_and_what_the_center_refuses_says_why()
    {
        var site = FakeSite.Filled();
        await using var host = await ConsoleHost.StartAsync(site);
        using var person = await PageVisitor.SignedInAsync(host);

        await person.GoAsync("/items/edit?key=item%2Fcheckout%2Fbanner");
        await person.SendAsync("form[action='/changes/plan']", ("value", "bad"));
        await person.SendAsync("form[action='/changes/apply']", ("reason", "try"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.Status);
        Assert.Contains("is no JSON", person.Text, StringComparison.Ordinal);

        await person.GoAsync("/items/edit?key=item%2Fcheckout%2Fbanner");
        await person.SendAsync("form[action='/changes/plan']", ("value", "{\"value\":1}"));
        await person.SendAsync("form[action='/changes/apply']", ("reason", "shorter"));
        Assert.Equal("{\"value\":1}", site.Desk.Current["item/checkout/banner"]);
    }

    [Fact]
    public async Task Stragglers_are_named_and_a_request_is_told_its_role()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var person = await PageVisitor.SignedInAsync(host);

        await person.GoAsync("/instances");
        Assert.Contains("Lagging: catalog-2", person.Text, StringComparison.Ordinal);
        await person.GoAsync("/roles");
        await person.SendAsync("form[action^='/roles']", ("agent", "Mozilla/5.0 (iPhone)"));
        Assert.Contains("h5", person.Page.QuerySelector("#answer")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "web-1", "/processes/web")]
    [InlineData("reviews page", "The page of an item’s reviews", "/changes/plan?key=reviews.list&set=off")]
    [InlineData("turn on", "Reviews on an item’s page", "/changes/plan?key=reviews.block&set=on")]
    [InlineData("page margin", "Margin", "/margin")]
    public async Task The_palette_leads_to_pages_processes_and_switches(string words, string name, string path)
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var person = await PageVisitor.SignedInAsync(host);
        await person.GoAsync("/palette?q=" + Uri.EscapeDataString(words));
        Assert.Contains(person.Page.QuerySelectorAll("#palette-list a"), entry => entry.GetAttribute("href") == path && (words.Length == 0 || entry.TextContent.Contains(name, StringComparison.Ordinal)));
    }
}
