using System.Text.Json;
using Npgsql;
using Seawall.Client.Config;
using Seawall.Mall.Tests;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Interception;

/// <summary>The seeded mall through a gate: planted slow statements of <c>batch</c> and promotions are found and held back without a rule that names them, and trade is left alone.</summary>
public sealed class SeededMallTests
{
    private const string Slow = "0.3";
    private const string Sleeps = "SELECT pg_sleep({0}), count(*) FROM trade.orders";

    private static readonly string[] s_trade =
    [
        "SELECT id, status, total_cents FROM trade.orders WHERE id = {0}",
        "SELECT item_id, quantity FROM trade.order_lines WHERE order_id = {0}",
    ];

    private static readonly string[] s_reviews = ["SELECT id, stars FROM reviews.reviews WHERE id = {0}"];

    // Joins of tables with themselves; the wait makes them slow on any machine that runs the test.
    private static readonly (string Business, string Sql)[] s_planted =
    [
        ("batch", "SELECT pg_sleep({0}), count(*) FROM (SELECT * FROM trade.order_lines LIMIT 400) a, (SELECT * FROM trade.order_lines LIMIT 400) b WHERE a.price_cents < b.price_cents"),
        ("promotions", "SELECT pg_sleep({0}), count(*) FROM (SELECT * FROM promotions.coupons LIMIT 400) a CROSS JOIN (SELECT * FROM promotions.coupons LIMIT 400) b WHERE md5(a::text) < md5(b::text)"),
    ];

    [Fact]
    public async Task Planted_slow_statements_are_found_and_held_back_and_none_of_trade_is_touched()
    {
        var server = await MallDatabase.SharedAsync();
        var config = new LiveConfig();
        await using var fixture = await GateFixture.StartAsync(options => options with { Config = config, Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{server.Port}" } });
        Push(config, "warn");
        await using var trade = await OpenAsync(fixture, "trade");
        await using var reviews = await OpenAsync(fixture, "reviews");
        List<(string Business, string Sql, NpgsqlConnection Connection)> planted = [];
        foreach (var (business, sql) in s_planted)
            planted.Add((business, sql, await OpenAsync(fixture, business)));

        // 1. An ordinary time: the gate learns. So few calls that it does not judge the server's pace by them yet, which on a busy machine is anything.
        for (var i = 0; i < 10; i++)
        {
            await RunAsync(trade, s_trade, i);
            await RunAsync(reviews, s_reviews, i);
        }
        await Task.WhenAll([RunAsync(trade, [Sleeps], Slow, times: 3), .. planted.Select(one => RunAsync(one.Connection, [one.Sql], Slow, times: 3))]);
        Assert.Equal(["batch", "promotions", "trade"], Businesses(await InterceptionAsync(fixture), row => row.GetProperty("slow").GetBoolean()));

        // 2. The server is under pressure: so much of trade is in flight. One report of batch runs, which was begun before.
        Push(config, "enforce");
        var busy = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(fixture, "trade")));
        using var over = new CancellationTokenSource();
        await using var holder = await OpenAsync(fixture, "batch");
        Task[] running = [RunAsync(holder, [s_planted[0].Sql], "30", 1, over.Token), .. busy.Select(connection => RunAsync(connection, [Sleeps], "30", 1, over.Token))];
        await Eventually.BecomesAsync(
            async () =>
            {
                await RunAsync(trade, s_trade, 1);
                return (await InterceptionAsync(fixture)).GetProperty("servers")[0].GetProperty("pressure").GetInt32();
            },
            pressure => pressure == 3,
            "the server is under pressure for every grade");

        // 3. What was planted is refused; what is fast passes, and all of trade does, its slow statement too.
        foreach (var (business, sql, connection) in planted)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, [sql], Slow));
            Assert.Equal(("53000", $"interception stops this slow statement of business {business}: the server is under pressure"), (refusal.SqlState, refusal.MessageText));
        }
        await RunAsync(trade, s_trade, 7);
        await RunAsync(trade, [Sleeps], Slow);
        await RunAsync(reviews, s_reviews, 7);
        var found = await InterceptionAsync(fixture);
        await over.CancelAsync();
        await Task.WhenAll(running);
        Assert.Equal(2, found.GetProperty("refused").GetInt64());
        Assert.Equal(["batch", "promotions"], Businesses(found, row => new[] { "refused", "queued", "warned", "held", "tried" }.Sum(decided => row.GetProperty(decided).GetInt64()) > 0));

        foreach (var connection in busy.Concat(planted.Select(one => one.Connection)))
            await connection.DisposeAsync();
    }

    private static void Push(LiveConfig config, string mode) => Assert.Empty(config.Swap(ConfigSnapshot.Of(config.Current.Revision + 1,
    [
        new ConfigEntry("gate/grades", """{"trade":"G0","catalog":"G0","reviews":"G2","promotions":"G2","batch":"G4"}""", 1),
        new ConfigEntry("gate/interception", $$"""{"mode":"{{mode}}","slowMs":200,"inFlight":6,"patienceMs":0,"ratio":1000,"share":1}""", 1),
    ])));

    private static async Task<NpgsqlConnection> OpenAsync(GateFixture fixture, string login)
    {
        var options = await MallDatabase.OptionsAsync(login);
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = fixture.Port,
            Database = options.Database,
            Username = login,
            Password = options.Password,
            ApplicationName = login,
            Pooling = false,
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string[] texts, object value, int times = 1, CancellationToken ct = default)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var text in texts)
            {
                await using var command = new NpgsqlCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, value), connection);
                try
                {
                    await command.ExecuteNonQueryAsync(ct);
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private static async Task<JsonElement> InterceptionAsync(GateFixture fixture)
    {
        using var http = new HttpClient();
        using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"http://{fixture.Gate.AdminEndPoint}/rules")));
        return document.RootElement.GetProperty("interception").Clone();
    }

    private static string[] Businesses(JsonElement interception, Func<JsonElement, bool> wanted) =>
        [.. interception.GetProperty("top").EnumerateArray().Where(wanted).Select(row => row.GetProperty("business").GetString()!).Distinct().Order(StringComparer.Ordinal)];
}
