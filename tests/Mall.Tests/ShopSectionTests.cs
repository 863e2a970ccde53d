using System.Text.Json;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Pages.Shops;

namespace Seawall.Mall.Tests;

public sealed class ShopSectionTests
{
    [Fact]
    public void Modules_and_settings_the_storefront_does_not_know_are_skipped()
    {
        var shown = ShopSection.Read(
        [
            Section("countdown", """{"to":"2026-11-11"}"""),
            Section("banner", """{"title":{"zh":"标题","en":"Title"}}"""),
            Section("text", """{"text":{"zh":"欢迎","en":"Welcome"},"colour":"red"}"""),
            Section("items", """{"items":["five"]}"""),
            Section("items", """{"items":[5,29]}"""),
            new PageSection("offers", default),
            Section("offers", "{}"),
        ]);

        Assert.Collection(
            shown,
            section => Assert.Equal("Welcome", Assert.IsType<TextSection>(section).Text.En),
            section => Assert.Equal([5L, 29L], Assert.IsType<PicksSection>(section).Items),
            section => Assert.IsType<OffersSection>(section));
    }

    private static PageSection Section(string module, string settings) => new(module, JsonDocument.Parse(settings).RootElement);
}
