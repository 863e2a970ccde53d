using System.Net;
using System.Text.RegularExpressions;
using Seawall.Mall.Accounts;
using Seawall.Mall.Web.Languages;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Tests;

public sealed partial class StorefrontTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_buyer_signs_in_finds_orders_pays_and_sees_the_order(bool together)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);

        var found = await browser.GetAsync("/search?q=headphones");
        var item = ItemLink().Match(found.Body).Groups[1].Value;
        var away = await browser.GetAsync($"/items/{item}");
        var signIn = await browser.SubmitAsync(away, "/cart/add", ("then", "cart"));
        Assert.StartsWith("/sign-in?back=%2Fitems%2F", signIn.Path, StringComparison.Ordinal);
        // Buyers with low numbers belong to the shoppers of the traffic tests, who use their carts at the same time.
        var back = await browser.SubmitAsync(signIn, "/sign-in", ("email", together ? "buyer151@seawall.test" : "buyer152@seawall.test"), ("password", "seawall-demo"));
        Assert.Equal($"/items/{item}", back.Path);

        var checkout = await browser.SubmitAsync(back, "/cart/add", ("then", "checkout"));
        Assert.Equal("/checkout", checkout.Path);
        var order = await browser.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));
        Assert.Contains("data-status=\"Unpaid\"", order.Body, StringComparison.Ordinal);
        var again = await browser.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));
        Assert.Equal(order.Path, again.Path);

        var paid = await browser.SubmitAsync(order, order.Path + "/pay");
        Assert.Contains("data-status=\"Paid\"", paid.Body, StringComparison.Ordinal);
        var orders = await browser.GetAsync("/orders");
        Assert.Contains($"href=\"{order.Path}\"", orders.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/items/999999")]
    [InlineData("/c/nothing")]
    [InlineData("/no/such/page")]
    public async Task What_is_not_there_is_a_page_with_status_404(string path)
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        var page = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("data-page=\"problem\"", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_accounts_down_browsing_goes_on_and_a_buyers_page_says_to_wait()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        await browser.SubmitAsync(await browser.GetAsync("/sign-in"), "/sign-in", ("email", "buyer5@seawall.test"), ("password", "seawall-demo"));

        await site.StopAsync(AccountsBusiness.Name);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_and_the_businesses_own_interfaces_are_not_on_the_storefront()
    {
        await using var site = await MallSite.TogetherAsync();
        using var http = new HttpClient { BaseAddress = site.Storefront };

        var forged = await http.PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "buyer3@seawall.test"), new("password", "seawall-demo")]));
        var inner = await http.GetAsync("/trade/buyers/1/cart");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, inner.StatusCode);
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/orders/1/pay")]
    [InlineData("/orders/1/cancel")]
    public async Task A_form_without_fields_asks_for_its_token_too(string path)
    {
        await using var site = await MallSite.TogetherAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Storefront };

        var forged = await http.PostAsync(path, new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task Chinese_is_sent_as_it_is_and_markup_in_a_search_is_escaped()
    {
        await using var site = await MallSite.TogetherAsync();
        using var http = new HttpClient { BaseAddress = site.Storefront };
        http.DefaultRequestHeaders.Add("Accept-Language", "zh");

        var page = await http.GetStringAsync("/search?q=%3Cscript%3E%E6%89%8B%E6%9C%BA");

        Assert.Contains("“&lt;script&gt;手机”的搜索结果", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [InlineData(null, "fr, en;q=0.7, zh;q=0.3", "en")]
    [InlineData(null, "fr, en;q=0.3, zh;q=0.7", "zh")]
    [InlineData(null, "", "en")]
    [InlineData(null, null, "en")]
    [InlineData("en", "zh-CN", "en")]
    [InlineData("xx", "zh-CN", "zh")]
    public void The_language_is_the_chosen_one_else_the_browsers(string? chosen, string? accepted, string expected) =>
        Assert.Equal(expected, LanguageChoice.Decide(chosen, accepted));

    [Fact]
    public void Both_languages_have_the_same_texts() =>
        Assert.Equal(Texts.English.Keys.Order(StringComparer.Ordinal), Texts.Chinese.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("/items/5?x=1", "/items/5?x=1")]
    [InlineData("//evil.test", "/")]
    [InlineData("/\\evil.test", "/")]
    [InlineData("https://evil.test", "/")]
    [InlineData(null, "/")]
    public void Only_paths_of_the_site_are_followed(string? path, string expected) => Assert.Equal(expected, LocalPath.OrHome(path));

    [GeneratedRegex("href=\"/items/([0-9]+)\"")]
    private static partial Regex ItemLink();
}
