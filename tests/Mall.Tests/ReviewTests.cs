using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Reviews;
using Seawall.Mall.Reviews.Writing;
using Seawall.Mall.Trade;

namespace Seawall.Mall.Tests;

public sealed class ReviewTests(MallServices mall) : IClassFixture<MallServices>
{
    private const long MostReviewed = 1;

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Every_seeded_review_is_of_a_paid_line_of_its_buyer()
    {
        var reviewed = await mall.Database(ReviewsBusiness.Name).QueryAsync(
            "SELECT order_id, item_id, buyer_id FROM reviews WHERE written_at < timestamptz '2026-11-01'",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), Ct);
        var paid = await mall.Database(TradeBusiness.Name).QueryAsync(
            "SELECT o.id, l.item_id, o.buyer_id FROM orders AS o JOIN order_lines AS l ON l.order_id = o.id WHERE o.status = 'Paid'",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), Ct);

        Assert.True(reviewed.Count > 1000, $"{reviewed.Count} reviews");
        Assert.Empty(reviewed.Except(paid));
    }

    [Theory]
    [InlineData(StarsFilter.All, "true")]
    [InlineData(StarsFilter.Good, "stars IN (4, 5)")]
    [InlineData(StarsFilter.Middling, "stars = 3")]
    [InlineData(StarsFilter.Bad, "stars IN (1, 2)")]
    [InlineData(StarsFilter.WithPictures, "pictures <> '{}'")]
    public async Task Pages_show_every_review_of_an_item_once_newest_first_and_the_counts_agree(StarsFilter filter, string condition)
    {
        var seen = new List<Review>();
        string? after = null;
        do
        {
            var page = await mall.Reviews.ListAsync(new ReviewQuery(MostReviewed, filter, after, 3), Ct);
            seen.AddRange(page.Reviews);
            after = page.Next;
        }
        while (after is not null);

        var expected = await mall.Database(ReviewsBusiness.Name).QueryAsync(
            $"SELECT id FROM reviews WHERE item_id = $1 AND {condition} ORDER BY written_at DESC, id DESC", row => row.GetInt64(0), Ct, MostReviewed);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, seen.Select(review => review.Id));
        var counts = Assert.Single(await mall.Reviews.CountsAsync([MostReviewed, 999_999], Ct));
        Assert.Equal(expected.Count, filter switch
        {
            StarsFilter.Good => counts.Good,
            StarsFilter.Middling => counts.Middling,
            StarsFilter.Bad => counts.Bad,
            StarsFilter.WithPictures => counts.WithPictures,
            _ => counts.All,
        });
    }

    [Fact]
    public async Task A_paid_line_is_reviewed_once_and_shows_at_once()
    {
        const long Item = 61;
        var order = await OrderAsync(Item, pay: true);
        var review = new NewReview(order.Buyer, "Han Meimei", Anonymous: true, order.Id, Item, 4, " 很好用 \n", 5, 4, 3);
        var before = (await mall.Reviews.CountsAsync([Item], Ct)).SingleOrDefault()?.Good ?? 0;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => mall.Reviews.WriteAsync(review, Ct)));

        Assert.Equal(
            [WriteReviewOutcome.Written, .. Enumerable.Repeat(WriteReviewOutcome.AlreadyWritten, 4)], outcomes.Order());
        var shown = (await mall.Reviews.ListAsync(new ReviewQuery(Item, StarsFilter.Good, null, 1), Ct)).Reviews[0];
        Assert.Equal(("H***i", 4, "很好用", 0), (shown.Buyer, shown.Stars, shown.Text, shown.Pictures.Count));
        Assert.Equal(before + 1, (await mall.Reviews.CountsAsync([Item], Ct)).Single().Good);
        Assert.Equal([Item], await mall.Reviews.ReviewedAsync(order.Id, Ct));
        Assert.Equal((5, 4, 3), await mall.Database(ReviewsBusiness.Name).FindAsync(
            "SELECT description, service, logistics FROM ratings WHERE order_id = $1", row => (row.GetInt16(0), row.GetInt16(1), row.GetInt16(2)), Ct, order.Id));
    }

    [Fact]
    public async Task Only_the_buyer_of_a_paid_line_reviews_it()
    {
        const long Item = 62;
        var unpaid = await OrderAsync(Item, pay: false);
        var review = new NewReview(unpaid.Buyer, "Li Lei", Anonymous: false, unpaid.Id, Item, 5, "好", 5, 5, 5);

        Assert.Equal(WriteReviewOutcome.NotPaid, await mall.Reviews.WriteAsync(review, Ct));
        await mall.Trade.PayAsync(unpaid.Buyer, unpaid.Id, Ct);
        Assert.Equal(WriteReviewOutcome.UnknownOrderLine, await mall.Reviews.WriteAsync(review with { Buyer = MallServices.NewBuyer() }, Ct));
        Assert.Equal(WriteReviewOutcome.UnknownOrderLine, await mall.Reviews.WriteAsync(review with { ItemId = Item + 1 }, Ct));
        Assert.Equal(WriteReviewOutcome.Written, await mall.Reviews.WriteAsync(review, Ct));
    }

    [Theory]
    [InlineData(5, 5, "好", null)]
    [InlineData(0, 5, "好", WriteReviewOutcome.ScoreInvalid)]
    [InlineData(5, 6, "好", WriteReviewOutcome.ScoreInvalid)]
    [InlineData(5, 5, " \n ", WriteReviewOutcome.TextInvalid)]
    [InlineData(5, 5, "a\0b", WriteReviewOutcome.TextInvalid)]
    [InlineData(5, 5, null, WriteReviewOutcome.TextInvalid)]
    public void A_review_says_what_is_wrong_with_it(int stars, int service, string? text, WriteReviewOutcome? expected) =>
        Assert.Equal(expected, ReviewWriting.Check(new NewReview(1, "B", false, 1, 1, stars, text!, 5, service, 5)));

    [Fact]
    public void A_review_is_as_long_as_its_limit_and_no_longer()
    {
        var longest = new NewReview(1, "B", false, 1, 1, 5, new string('好', ReviewLimits.LongestText), 5, 5, 5);

        Assert.Null(ReviewWriting.Check(longest));
        Assert.Equal(WriteReviewOutcome.TextInvalid, ReviewWriting.Check(longest with { Text = longest.Text + "好" }));
    }

    [Theory]
    [InlineData("Buyer 17", "B***7")]
    [InlineData(" 李雷 ", "李***雷")]
    [InlineData("👩‍🚀x👨‍👩‍👧", "👩‍🚀***👨‍👩‍👧")]
    [InlineData("", "***")]
    public void An_anonymous_buyer_shows_the_ends_of_the_name(string name, string expected) => Assert.Equal(expected, VeiledName.Of(name));

    private async Task<(long Buyer, long Id)> OrderAsync(long item, bool pay)
    {
        await mall.SetStockAsync(item, 100);
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (item, 1));
        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;
        if (pay)
            Assert.Equal(PayOutcome.Paid, (await mall.Trade.PayAsync(wish.Buyer, order.Id, Ct)).Outcome);
        return (wish.Buyer, order.Id);
    }
}
