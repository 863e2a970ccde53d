using System.Net;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tests.Fuzz;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests;

/// <summary>A client may send as many different texts, names and values as it likes: memory stays bounded, and what there is no room for is counted as other.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task Hot_statements_stay_exact_among_ever_new_ones_and_every_call_is_counted()
    {
        const int Rows = 200;
        const int Hot = 20;
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { StatsRows = Rows, CaptureDirectory = null });
        DistinctTexts texts = new(Hot);
        using (RawClient client = RawClient.Login(fixture, application: "distinct"))
        {
            DistinctTexts.Send(client, texts.Cold(8_000));
            DistinctTexts.Send(client, texts.Literals(2_000));
            DistinctTexts.Send(client, texts.Cold(1_000));
        }

        StatTotal[] all = [.. (await fixture.Gate.Statistics.LastAsync(TimeSpan.FromHours(1), CancellationToken.None)).All.Where(t => t.Business == "distinct")];

        for (int i = 0; i < Hot; i++)
            Assert.Equal(texts.HotCalls(i), all.Single(t => t.Sql == texts.HotText(i).Replace('1', '?')).Latency.Count);
        Assert.Equal(2_000, all.Single(t => t.Sql == "select ? as literal, ?").Latency.Count);
        Assert.True(all.Single(t => t.Fingerprint == 0).Latency.Count > 8_000, "the cold ones are counted as other");
        Assert.Equal(texts.Sent, all.Sum(t => t.Latency.Count));
        Assert.InRange(all.Length, Hot, Rows + 1);
        Assert.Equal(Rows, fixture.Gate.Loops[0].Ledger.Catalog.Count);
    }

    [Fact]
    public void Totals_beyond_their_number_go_to_other_and_the_most_called_stay()
    {
        StatTotals totals = new(most: 100);
        for (ulong statement = 1; statement <= 5_000; statement++)
        {
            for (int hot = 0; hot < (statement % 100 == 0 ? 30 : 0); hot++)
                Call((ulong)hot % 10 + 1_000_000);
            Call(statement);
        }

        Assert.InRange(totals.All.Count, 1, 101);
        Assert.Equal(5_000 + 1_500, totals.All.Sum(t => t.Latency.Count));
        for (ulong hot = 1_000_000; hot < 1_000_010; hot++)
            Assert.Equal(150, totals.Of("b", "r", hot).Latency.Count);

        void Call(ulong fingerprint)
        {
            Kernel.LatencyHistogram once = new();
            once.Record(1);
            totals.Of("b", "r", fingerprint).Add(rows: 1, errors: 0, once);
        }
    }

    [Fact]
    public void A_session_that_names_ever_new_statements_is_counted_on_and_gives_all_back()
    {
        const int Names = NamedStatements.Most + 500;
        Ledger ledger = TrackerFuzz.NewLedger();
        SessionTracker tracker = new(ledger, ledger.IdentityOf(new StartupParameters(new Dictionary<string, string> { ["user"] = "u" }), 1));
        tracker.OnServerBytes(Wire.Message('Z', [(byte)'I']));
        for (int i = 0; i < Names; i++)
        {
            tracker.OnClientBytes(Wire.Join(Wire.Parse($"p{i}", "select 1"), Wire.Bind("", $"p{i}"), Wire.Execute(""), Wire.Sync));
            tracker.OnServerBytes(Wire.Join(Wire.Message('1'), Wire.Message('2'), Wire.Message('C', Wire.Text("SELECT 1")), Wire.Message('Z', [(byte)'I'])));
        }

        Assert.InRange(ledger.Pools.Lent, NamedStatements.Most, NamedStatements.Most + 10);
        tracker.Close();
        Assert.Equal(0, ledger.Pools.Lent);
        StatRow[] rows = [.. ledger.SwapTables().Rows];
        Assert.Equal(NamedStatements.Most, rows.Single(r => r.Statement.Sql == "select ?").Latency.Count);
        Assert.Equal(500, rows.Single(r => r.Statement == ledger.Catalog.Other).Latency.Count);
    }

    [Fact]
    public void Texts_held_for_the_capture_share_one_allowance()
    {
        const int Megabyte = 1 << 20;
        TrackingPools pools = new();
        byte[] sql = new byte[Megabyte];
        List<StatementText> held = [];
        StatementText text;
        while (pools.TryHold((text = pools.Text()).Sql, sql))
            held.Add(text);

        Assert.Equal(TrackingPools.MostHeldBytes / Megabyte, held.Count);
        Assert.Equal(0, text.Sql.Length);
        text.Release(pools);
        foreach (StatementText one in held)
            one.Release(pools);
        Assert.Equal((0, 0L), (pools.Lent, pools.HeldBytes));
    }

    [Fact]
    public void A_very_long_text_is_known_by_its_beginning()
    {
        Ledger ledger = new(
            new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:1" } }, TimeProvider.System, capture: null);
        StatementText text = ledger.Pools.Text();
        ledger.Catalog.Describe(System.Text.Encoding.UTF8.GetBytes("select " + string.Join(", ", Enumerable.Range(0, 5_000).Select(i => $"column_{(char)('a' + i % 26)}"))), text);
        Assert.InRange(text.Info.Sql.Length, 8_000, 8_193);
        Assert.EndsWith("…", text.Info.Sql);
    }
}
