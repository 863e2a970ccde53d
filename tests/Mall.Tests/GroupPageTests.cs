using System.Net;
using System.Text.RegularExpressions;
using Seawall.Mall.GroupBuy;

namespace Seawall.Mall.Tests;

public sealed partial class GroupPageTests
{
    [Theory]
    [InlineData(true, 181)]
    [InlineData(false, 191)]
    public async Task Buyers_fill_a_group_and_each_sees_it_complete(bool together, int buyer)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var leader = new FormBrowser(site.Storefront);
        // The pair of tests runs on one database; each has its own deal.
        var address = DealLink().Matches((await leader.GetAsync("/group/list")).Body)[together ? 0 : 1].Groups[1].Value;

        var away = await leader.SubmitAsync(await leader.GetAsync(address), address + "/join");
        Assert.Equal($"/sign-in?back={Uri.EscapeDataString(address)}", away.Path);
        var back = await SignInAsync(leader, away, buyer);
        Assert.Equal(address, back.Path);
        var opened = await leader.SubmitAsync(back, address + "/join");
        Assert.Equal(address + "?notice=group.Joined", opened.Path);
        var mine = Mine().Match(opened.Body);
        Assert.Equal("Forming", mine.Groups[2].Value);
        var party = mine.Groups[1].Value;

        var size = int.Parse(Size().Match(opened.Body).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        for (var n = 1; n < size; n++)
        {
            using var member = new FormBrowser(site.Storefront);
            await SignInAsync(member, await member.GetAsync("/sign-in"), buyer + n);
            var joined = await member.SubmitAsync(await member.GetAsync(address), address + "/join", ("party", party));
            Assert.Equal((party, n == size - 1 ? "Complete" : "Forming"), (Mine().Match(joined.Body).Groups[1].Value, Mine().Match(joined.Body).Groups[2].Value));
        }

        using var late = new FormBrowser(site.Storefront);
        await SignInAsync(late, await late.GetAsync("/sign-in"), buyer + 8);
        Assert.Equal(address + "?notice=group.PartyFull", (await late.SubmitAsync(await late.GetAsync(address), address + "/join", ("party", party))).Path);
        Assert.Contains($"data-party=\"{party}\" data-status=\"Complete\"", (await leader.GetAsync("/me")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_paged_by_links_to_its_end_and_by_category()
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        var deals = new List<string>();
        for (var next = "/group/list"; next.Length > 0;)
        {
            var page = await browser.GetAsync(next);
            deals.AddRange(DealLink().Matches(page.Body).Select(match => match.Groups[1].Value));
            next = NextLink().Match(page.Body).Groups[1].Value;
        }

        Assert.True(deals.Count >= 36, $"{deals.Count} deals");
        var beauty = DealLink().Matches((await browser.GetAsync("/group/list?category=beauty")).Body).Select(match => match.Groups[1].Value).ToList();
        Assert.InRange(beauty.Count, 1, 5);
        Assert.Empty(beauty.Except(deals));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/group/list?category=nothing")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/group/144")).Status);
    }

    [Fact]
    public async Task With_group_buying_down_home_and_the_buyers_page_are_shown_without_it()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        Assert.Contains("href=\"/group\"", (await SignInAsync(browser, await browser.GetAsync("/sign-in"), 179)).Body, StringComparison.Ordinal);

        await site.StopAsync(GroupBuyBusiness.Name);

        foreach (var path in new[] { "/", "/me" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotMatch(DealLink(), page.Body);
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/group")).Status);
    }

    private static Task<FormBrowser.Page> SignInAsync(FormBrowser browser, FormBrowser.Page page, int buyer) =>
        browser.SubmitAsync(page, "/sign-in", ("email", $"buyer{buyer}@seawall.test"), ("password", "seawall-demo"));

    [GeneratedRegex("href=\"(/group/[0-9]+)\"")]
    private static partial Regex DealLink();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextLink();

    [GeneratedRegex("data-party=\"([0-9]+)\" data-status=\"([A-Za-z]+)\"")]
    private static partial Regex Mine();

    [GeneratedRegex("data-size=\"([0-9]+)\"")]
    private static partial Regex Size();
}
