using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.GroupBuy;
using Seawall.Mall.GroupBuy.Parties;
using Xunit.Abstractions;

namespace Seawall.Mall.Tests;

public sealed class GroupBuyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 11, 11, 0, 0, 0, TimeSpan.FromHours(8)));

    private ServiceProvider _provider = null!;

    private IGroupBuy Groups => _provider.GetRequiredService<IGroupBuy>();

    private SoldCounting Counting => _provider.GetRequiredService<SoldCounting>();

    private SeawallDataSource Database => _provider.GetRequiredKeyedService<SeawallDataSource>(GroupBuyBusiness.Name);

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        services.AddSingleton<TimeProvider>(_clock);
        services.AddGroupBuy(await MallDatabase.OptionsAsync(GroupBuyBusiness.Name), cache: null);
        _provider = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await WrongAsync());
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_who_join_one_party_at_once_as_many_sit_as_it_has_seats_and_it_completes_once()
    {
        var deal = await NewDealAsync(size: 5);
        var leader = (await Groups.JoinAsync(Join(deal), Ct)).Seat!;
        Assert.Equal((1, PartyStatus.Forming), (leader.Seats, leader.Status));

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Groups.JoinAsync(Join(deal, leader.Party), Ct)));

        var joined = results.Where(result => result.Outcome == JoinOutcome.Joined).Select(result => result.Seat!).ToList();
        Assert.Equal([2, 3, 4, 5], joined.Select(seat => seat.Seats).Order());
        Assert.Single(joined, seat => seat.Status == PartyStatus.Complete);
        Assert.All(results.Where(result => result.Outcome != JoinOutcome.Joined), result => Assert.Equal(new JoinResult(JoinOutcome.PartyFull), result));
        Assert.Equal(0, (await Groups.FindAsync(deal, Ct))!.Card.Sold);
        await Task.WhenAll(Counting.CountAsync(deal, Ct), Counting.CountAsync(deal, Ct));
        await Counting.CountAsync(null, Ct);
        var after = await Groups.FindAsync(deal, Ct);
        Assert.Equal((5, 95), (after!.Card.Sold, after.Left));
        Assert.Empty(after.Parties);
    }

    [Fact]
    public async Task A_key_sent_many_times_takes_one_seat_and_always_answers_with_it()
    {
        var deal = await NewDealAsync(size: 3);
        var join = Join(deal);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Groups.JoinAsync(join, Ct)));

        Assert.All(results, result => Assert.Equal(results[0], result));
        Assert.Equal(results[0].Seat, Assert.Single(await Groups.SeatsOfAsync(join.Buyer, Ct)));
    }

    [Fact]
    public async Task A_key_sent_for_two_deals_at_once_takes_a_seat_in_one()
    {
        var join = Join(await NewDealAsync(size: 3));
        var other = await NewDealAsync(size: 3);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Groups.JoinAsync(n % 2 == 0 ? join : join with { Deal = other }, Ct)));

        Assert.All(results, result => Assert.Equal(results[0], result));
        Assert.Equal(results[0].Seat, Assert.Single(await Groups.SeatsOfAsync(join.Buyer, Ct)));
    }

    [Fact]
    public async Task Any_mix_of_joins_at_once_leaves_no_party_overfull_and_no_piece_lost()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        long[] deals = [await NewDealAsync(size: 2, stock: 12), await NewDealAsync(size: 3, stock: 12), await NewDealAsync(size: 5, stock: 12)];
        var buyers = Enumerable.Range(0, 15).Select(_ => MallServices.NewBuyer()).ToArray();
        for (var round = 0; round < 12; round++)
        {
            var open = new List<(long Deal, long? Party)>();
            foreach (var deal in deals)
                open.AddRange([(deal, null), .. (await Groups.FindAsync(deal, Ct))!.Parties.Select(party => (deal, (long?)party.Id))]);
            var joins = Enumerable.Range(0, 20).Select(_ => open[random.Next(open.Count)])
                .Select(at => Join(at.Deal, at.Party) with { Buyer = buyers[random.Next(buyers.Length)], Quantity = random.Next(1, 3) }).ToArray();

            await Task.WhenAll(joins.Select(join => Groups.JoinAsync(join, Ct)));

            Assert.Empty(await WrongAsync());
            _clock.Now += TimeSpan.FromHours(random.Next(12));
        }
    }

    [Fact]
    public async Task A_buyer_who_opens_many_parties_of_a_deal_at_once_sits_in_one()
    {
        var deal = await NewDealAsync(size: 3);
        var buyer = MallServices.NewBuyer();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Groups.JoinAsync(Join(deal) with { Buyer = buyer }, Ct)));

        Assert.Equal([JoinOutcome.Joined, .. Enumerable.Repeat(JoinOutcome.AlreadyIn, 7)], results.Select(result => result.Outcome).Order());
    }

    [Fact]
    public async Task No_more_pieces_are_taken_than_there_are_and_those_of_a_failed_party_are_free_again()
    {
        var deal = await NewDealAsync(size: 2, stock: 3);

        var first = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => Groups.JoinAsync(Join(deal), Ct)));
        Assert.Equal(3, first.Count(result => result.Outcome == JoinOutcome.Joined));
        Assert.Equal(6, first.Count(result => result.Outcome == JoinOutcome.SoldOut));
        Assert.Equal(0, (await Groups.FindAsync(deal, Ct))!.Left);

        _clock.Now += TimeSpan.FromHours(24);
        Assert.Equal(3, (await Groups.FindAsync(deal, Ct))!.Left);
        Assert.Equal(JoinOutcome.Joined, (await Groups.JoinAsync(Join(deal) with { Quantity = 2 }, Ct)).Outcome);
        Assert.Equal(1, (await Groups.FindAsync(deal, Ct))!.Left);
    }

    [Fact]
    public async Task A_party_past_its_deadline_has_failed_takes_nobody_and_frees_its_buyer()
    {
        var deal = await NewDealAsync(size: 2);
        var join = Join(deal);
        var seat = (await Groups.JoinAsync(join, Ct)).Seat!;

        _clock.Now = seat.Deadline;

        Assert.Equal(PartyStatus.Failed, Assert.Single(await Groups.SeatsOfAsync(join.Buyer, Ct)).Status);
        Assert.Empty((await Groups.FindAsync(deal, Ct))!.Parties);
        Assert.Equal(new JoinResult(JoinOutcome.PartyOver), await Groups.JoinAsync(Join(deal, seat.Party), Ct));
        Assert.Equal(JoinOutcome.Joined, (await Groups.JoinAsync(join with { Key = Guid.CreateVersion7() }, Ct)).Outcome);
    }

    [Fact]
    public async Task A_deal_that_is_over_opens_no_party_but_its_open_parties_still_fill()
    {
        var deal = await NewDealAsync(size: 2);
        _clock.Now = DealEnd - TimeSpan.FromHours(1);
        var seat = (await Groups.JoinAsync(Join(deal), Ct)).Seat!;
        _clock.Now = DealEnd;

        Assert.Null(await Groups.FindAsync(deal, Ct));
        Assert.Equal(JoinOutcome.UnknownDeal, (await Groups.JoinAsync(Join(deal), Ct)).Outcome);
        Assert.Equal(PartyStatus.Complete, (await Groups.JoinAsync(Join(deal, seat.Party), Ct)).Seat!.Status);
        Assert.Equal(JoinOutcome.UnknownDeal, (await Groups.JoinAsync(Join(999_999_999), Ct)).Outcome);
    }

    [Fact]
    public async Task A_buyer_takes_at_most_what_the_deal_allows_over_all_live_parties()
    {
        var deal = await NewDealAsync(size: 2);
        var buyer = MallServices.NewBuyer();

        Assert.Equal(JoinOutcome.TooMany, (await Groups.JoinAsync(Join(deal) with { Buyer = buyer, Quantity = 3 }, Ct)).Outcome);
        Assert.Equal(JoinOutcome.TooMany, (await Groups.JoinAsync(Join(deal) with { Buyer = buyer, Quantity = 0 }, Ct)).Outcome);
        var seat = (await Groups.JoinAsync(Join(deal) with { Buyer = buyer }, Ct)).Seat!;
        await Groups.JoinAsync(Join(deal, seat.Party), Ct);
        Assert.Equal(JoinOutcome.TooMany, (await Groups.JoinAsync(Join(deal) with { Buyer = buyer, Quantity = 2 }, Ct)).Outcome);
        Assert.Equal(JoinOutcome.Joined, (await Groups.JoinAsync(Join(deal) with { Buyer = buyer }, Ct)).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("beauty")]
    public async Task Pages_show_every_running_deal_once_best_sellers_first(string? category)
    {
        var seen = new List<DealCard>();
        string? after = null;
        do
        {
            var page = await Groups.ListAsync(new DealQuery(category, after, 2), Ct);
            // Other tests make deals that end sooner, and sell them meanwhile.
            seen.AddRange(page.Deals.Where(deal => deal.To > DealEnd));
            after = page.Next;
        }
        while (after is not null);

        var expected = await Database.QueryAsync(
            "SELECT id FROM deals WHERE ends_at > $1 AND ($2::text IS NULL OR category_slug = $2) ORDER BY sold DESC, id DESC",
            row => row.GetInt64(0), Ct, DealEnd.ToUniversalTime(), category);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, seen.Select(deal => deal.Id));
        Assert.All(seen, deal => Assert.InRange(deal.GroupPrice.Value * 100, (deal.ListPrice.Value * 70) - 100, deal.ListPrice.Value * 90));
    }

    [Fact]
    public async Task Home_has_picks_and_a_section_for_every_category()
    {
        var home = await Groups.HomeAsync(Ct);

        Assert.Equal(12, home.Picks.Count);
        Assert.Equal(12, home.Sections.Count);
        Assert.Equal(("digital", "手机数码"), (home.Sections[0].CategorySlug, home.Sections[0].Name.Zh));
        Assert.All(home.Sections, section => Assert.InRange(section.Deals.Count, 1, 6));
    }

    private static DateTimeOffset DealEnd { get; } = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static JoinParty Join(long deal, long? party = null) => new(MallServices.NewBuyer(), "Li Lei", deal, party, 1, Guid.CreateVersion7());

    private Task<long> NewDealAsync(int size, int stock = 100) => Database.FindAsync(
        """
        INSERT INTO deals (item_id, category_slug, picture, name_zh, name_en, description_zh, description_en, list_price_cents, group_price_cents, size, stock,
                           most_per_buyer, party_hours, starts_at, ends_at)
        VALUES (1, 'home', 'lamp', '台灯', 'Lamp', '', '', 1000, 800, $1, $2, 2, 24, $3, $4) RETURNING id
        """,
        row => row.GetInt64(0), Ct, size, stock, DealEnd.AddYears(-1), DealEnd);

    // Parties whose seats are not those counted, and deals that hold another number of pieces than their live parties do; always none.
    private Task<List<string>> WrongAsync() => Database.QueryAsync(
        """
        SELECT 'party ' || p.id FROM parties AS p
        WHERE p.seats <> (SELECT count(*) FROM seats AS s WHERE s.party_id = p.id) OR p.seats > p.size OR (p.seats = p.size) <> (p.status = 'Complete')
        UNION ALL
        SELECT 'deal ' || d.id FROM deals AS d
        WHERE d.taken <> (SELECT coalesce(sum(s.quantity), 0) FROM seats AS s JOIN parties AS p ON p.id = s.party_id WHERE s.deal_id = d.id AND p.status <> 'Failed')
           OR d.taken > d.stock
        """,
        row => row.GetString(0), Ct);
}
