using System.Text.Json;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Shops;
using Seawall.Mall.Shops.Pages;

namespace Seawall.Mall.Tests;

[Collection("shops")]
public sealed class ShopPublishTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static readonly PageSection Words = Section("text", """{"text":{"zh":"欢迎","en":"Welcome"}}""");

    [Fact]
    public async Task The_owner_publishes_a_version_and_the_ones_before_are_kept()
    {
        const long Shop = 14;
        var before = (await mall.Shops.FindAsync(Shop, Ct))!;
        Assert.Equal(1, before.PageVersion);

        Assert.Equal(2, (await mall.Shops.PublishAsync(14, Shop, [Words], Ct)).Version);
        Assert.Equal(3, (await mall.Shops.PublishAsync(14, Shop, [Words, Words], Ct)).Version);

        var after = (await mall.Shops.FindAsync(Shop, Ct))!;
        Assert.Equal((3, 2), (after.PageVersion, after.Sections.Count));
        Assert.Equal("欢迎", after.Sections[0].Settings.GetProperty("text").GetProperty("zh").GetString());
        Assert.Equal([$"1 ARCHIVED {before.Sections.Count}", "2 ARCHIVED 1", "3 PUBLISHED 2"], await VersionsAsync(Shop));
    }

    [Fact]
    public async Task Concurrent_publishers_each_get_a_version_of_their_own_and_one_page_is_published()
    {
        const long Shop = 15;
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => mall.Shops.PublishAsync(15, Shop, [Words], Ct)));

        Assert.Equal(Enumerable.Range(2, 12), results.Select(result => result.Version!.Value).Order());
        Assert.Equal(["13 PUBLISHED 1"], (await VersionsAsync(Shop)).Where(version => version.Contains("PUBLISHED", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_else_publishes_and_a_refused_page_changes_nothing()
    {
        const long Shop = 16;
        Assert.Equal(["buyer: only the owner of shop 16 may publish its page, not buyer 17"], (await mall.Shops.PublishAsync(17, Shop, [Words], Ct)).Faults);
        Assert.Equal(["shop: there is no open shop 999999"], (await mall.Shops.PublishAsync(16, 999_999, [Words], Ct)).Faults);

        var refused = await mall.Shops.PublishAsync(16, Shop, [Words, Section("script", "{}")], Ct);

        Assert.Null(refused.Version);
        Assert.Equal(1, (await mall.Shops.FindAsync(Shop, Ct))!.PageVersion);
    }

    [Fact]
    public void Every_fault_of_a_page_is_told_with_its_path()
    {
        var faults = PageRules.FaultsOf(
        [
            Words,
            Section("script", "{}"),
            Section("banner", """{"title":{"zh":"标题"},"text":5,"colour":"red"}"""),
            Section("items", """{"items":[]}"""),
            Section("items", """{"items":[3,4,3]}"""),
            Section("items", """{"items":[1,"2"]}"""),
            Section("offers", "[]"),
            new PageSection("text", default),
            Section("text", """{"text":{"zh":"\ud800","en":"half"}}"""),
        ]);

        Assert.Equal(
        [
            "sections[1].module: must be one of banner, items, offers, text, was script",
            "sections[2].settings.picture: is missing",
            "sections[2].settings.title: must be a text in both languages (zh, en) of 1..60 characters",
            "sections[2].settings.text: must be a text in both languages (zh, en) of 1..200 characters",
            "sections[2].settings.colour: is no setting of this module",
            "sections[3].settings.items: must be 1..24 item numbers",
            "sections[4].settings.items: item 3 stands there twice",
            "sections[5].settings.items: must be item numbers, was 2",
            "sections[6].settings: must be an object",
            "sections[7].settings: must be an object",
            "sections[8]: holds characters that are no Unicode",
        ],
        faults);
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(51, 1)]
    public void A_page_has_at_most_fifty_sections(int sections, int faults) =>
        Assert.Equal(faults, PageRules.FaultsOf([.. Enumerable.Repeat(Words, sections)]).Count);

    [Fact]
    public async Task Every_seeded_page_could_be_published_again()
    {
        var pages = await mall.Database(ShopsBusiness.Name).QueryAsync(
            "SELECT sections FROM pages WHERE version = 1",
            row => JsonSerializer.Deserialize<IReadOnlyList<PageSection>>(row.GetString(0), ContractJson.Options)!, Ct);

        Assert.Equal(24, pages.Count);
        Assert.All(pages, page => Assert.Empty(PageRules.FaultsOf(page)));
    }

    private static PageSection Section(string module, string settings) => new(module, JsonDocument.Parse(settings).RootElement);

    private Task<List<string>> VersionsAsync(long shop) => mall.Database(ShopsBusiness.Name).QueryAsync(
        "SELECT version || ' ' || state || ' ' || jsonb_array_length(sections) FROM pages WHERE shop_id = $1 ORDER BY version", row => row.GetString(0), Ct, shop);
}
