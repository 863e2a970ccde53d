using System.Net;
using System.Text.RegularExpressions;
using Seawall.Mall.Catalog;
using Seawall.Mall.Reviews;

namespace Seawall.Mall.Tests;

public sealed partial class ReviewPageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_buyer_reviews_what_they_paid_and_sees_it_at_once(bool together)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        await browser.SubmitAsync(
            await browser.GetAsync("/sign-in"), "/sign-in", ("email", together ? "buyer171@seawall.test" : "buyer172@seawall.test"), ("password", "seawall-demo"));
        var checkout = await browser.SubmitAsync(await browser.GetAsync("/items/71"), "/cart/add", ("then", "checkout"));
        var order = await browser.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));
        var address = $"{order.Path}/reviews/71";
        Assert.DoesNotContain(address, order.Body, StringComparison.Ordinal);
        Assert.Equal(order.Path + "?notice=review.NotPaid", (await browser.GetAsync(address)).Path);
        var paid = await browser.SubmitAsync(order, order.Path + "/pay");
        Assert.Contains($"href=\"{address}\"", paid.Body, StringComparison.Ordinal);

        var form = await browser.GetAsync(address);
        var text = $"Bought on {Guid.CreateVersion7()} & <b>kept</b>";
        var slip = await browser.SubmitAsync(form, address, ("text", " "), ("service", "3"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, slip.Status);
        Assert.Contains("name=\"service\" value=\"3\" checked", slip.Body, StringComparison.Ordinal);
        var list = await browser.SubmitAsync(slip, address, ("text", text), ("stars", "2"), ("description", "4"), ("logistics", "4"));

        Assert.Equal("/items/71/reviews?notice=review.Written", list.Path);
        Assert.Contains(text, list.Body, StringComparison.Ordinal);
        Assert.Contains(text, (await browser.GetAsync("/items/71/reviews?stars=Bad")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(text, (await browser.GetAsync("/items/71/reviews?stars=Good")).Body, StringComparison.Ordinal);
        Assert.Contains(text, (await browser.GetAsync("/items/71")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(address, (await browser.GetAsync(order.Path)).Body, StringComparison.Ordinal);
        Assert.Equal(order.Path + "?notice=review.AlreadyWritten", (await browser.SubmitAsync(
            form, address, ("text", text), ("stars", "2"), ("description", "4"), ("service", "3"), ("logistics", "4"))).Path);
    }

    [Fact]
    public async Task The_list_is_paged_by_links_to_its_end()
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        var ids = new List<string>();
        for (var next = "/items/1/reviews"; next.Length > 0;)
        {
            var page = await browser.GetAsync(next);
            ids.AddRange(ReviewId().Matches(page.Body).Select(match => match.Groups[1].Value));
            next = NextLink().Match(page.Body).Groups[1].Value;
        }

        Assert.True(ids.Count > 10, $"{ids.Count} reviews");
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/items/999999/reviews")).Status);
    }

    [Fact]
    public async Task An_item_is_shown_without_its_reviews_and_its_reviews_without_the_catalog()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);

        Assert.Contains("/items/1/reviews", (await browser.GetAsync("/items/1")).Body, StringComparison.Ordinal);
        await site.StopAsync(CatalogBusiness.Name);
        var list = await browser.GetAsync("/items/1/reviews");
        Assert.Equal(HttpStatusCode.OK, list.Status);
        Assert.Contains("data-review", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_reviews_down_items_and_orders_are_shown_without_them()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);

        await site.StopAsync(ReviewsBusiness.Name);

        var item = await browser.GetAsync("/items/1");
        Assert.Equal(HttpStatusCode.OK, item.Status);
        Assert.DoesNotContain("/items/1/reviews", item.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/items/1/reviews")).Status);
    }

    [GeneratedRegex("data-review=\"([0-9]+)\"")]
    private static partial Regex ReviewId();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextLink();
}
