using System.Buffers;
using System.Text.Json;
using Npgsql;
using Seawall.Gate.Statistics;
using Seawall.Kernel;

namespace Seawall.Gate.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public async Task Calls_rows_and_errors_are_told_by_business_role_statement_and_table()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using (NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;Application Name=catalog"))
        {
            await NpgsqlTests.ExecuteAsync(connection, "create temp table items(id int primary key, price int)");
            for (int i = 0; i < 5; i++)
                await NpgsqlTests.ExecuteAsync(connection, $"insert into items values ({i}, 10{i}) /*application='shop',role='app'*/");
            await Assert.ThrowsAsync<PostgresException>(() => NpgsqlTests.ExecuteAsync(connection, "insert into items values (1, 7) /*application='shop',role='app'*/"));
            await NpgsqlTests.ExecuteAsync(connection, "select * from items where price > 101");
        }

        JsonElement insert = (await RowsAsync(fixture, "")).Single(r => r.GetProperty("sql").GetString()!.StartsWith("insert into items", StringComparison.Ordinal));
        Assert.Equal(("shop", "app", 6, 5, 1), (
            insert.GetProperty("business").GetString(), insert.GetProperty("role").GetString(),
            insert.GetProperty("calls").GetInt32(), insert.GetProperty("rows").GetInt32(), insert.GetProperty("errors").GetInt32()));
        Assert.Equal(6, LatencyHistogram.Read(insert.GetProperty("histogram").GetBytesFromBase64()).Count);
        Assert.Equal(16, insert.GetProperty("fingerprint").GetString()!.Length);

        JsonElement select = (await RowsAsync(fixture, "sql")).Single(r => r.GetProperty("sql").GetString()!.Contains("price >", StringComparison.Ordinal));
        Assert.Equal(3, select.GetProperty("rows").GetInt32());
        JsonElement table = (await RowsAsync(fixture, "table")).Single(r => r.GetProperty("table").GetString() == "items");
        Assert.True(table.GetProperty("calls").GetInt32() >= 7, $"{table}");
        Assert.Contains(await RowsAsync(fixture, "business"), r => r.GetProperty("business").GetString() == "catalog");
        Assert.Contains(await RowsAsync(fixture, "role"), r => r.GetProperty("role").GetString() == "app");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Live_counts_of_each_business_only_grow(bool portable)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Portable = portable });
        await using NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;Application Name=catalog");
        await NpgsqlTests.ExecuteAsync(connection, "select 1");
        (JsonElement before, long started) = await LiveAsync(fixture, "catalog");
        for (int i = 0; i < 4; i++)
            await NpgsqlTests.ExecuteAsync(connection, "select 2");
        await Assert.ThrowsAsync<PostgresException>(() => NpgsqlTests.ExecuteAsync(connection, "select 1/0"));
        // The minute's statistics are taken in between: they are another count.
        await RowsAsync(fixture, "");
        (JsonElement after, long same) = await LiveAsync(fixture, "catalog");

        LatencyHistogram since = HistogramOf(after).Since(HistogramOf(before));
        Assert.Equal((5, 5, 1, started), (
            since.Count, after.GetProperty("calls").GetInt64() - before.GetProperty("calls").GetInt64(),
            after.GetProperty("errors").GetInt64() - before.GetProperty("errors").GetInt64(), same));
    }

    [Fact]
    public void A_hostile_client_can_not_fill_the_live_counts()
    {
        NameTable names = new();
        LiveTotals live = new(names.Other);
        for (int i = 0; i < 500; i++)
            live.Record(names.Of($"b{i}"), 10, failed: i == 499);
        Dictionary<string, LiveTotal> totals = [];
        live.AddTo(totals);
        Assert.Equal((65, 436, 1), (totals.Count, totals["other"].Latency.Count, totals["other"].Errors));
    }

    [Fact]
    public async Task The_login_decides_the_business_where_the_options_name_it()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Businesses = new Dictionary<string, string> { ["postgres"] = "proven" } });
        await using (NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;Application Name=claimed"))
            await NpgsqlTests.ExecuteAsync(connection, "create temp table items(id int) /*application='also claimed'*/");

        Assert.Contains(await RowsAsync(fixture, "table"), r => r.GetProperty("table").GetString() == "proven.items");
        Assert.Equal("proven", Assert.Single(await RowsAsync(fixture, "business")).GetProperty("business").GetString());
    }

    [Fact]
    public async Task Statistics_outlive_the_gate_and_add_up()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("seawall-stats-").FullName, "gate.db");
        for (int round = 0; round < 2; round++)
        {
            await using GateFixture fixture = await GateFixture.StartAsync(o => o with { StatsFile = file });
            await using NpgsqlConnection connection = await fixture.OpenAsync();
            await NpgsqlTests.ExecuteAsync(connection, "select 'kept'");
        }

        using StatStore store = new(file);
        Assert.Equal(2, store.Since(0).All.Single(t => t.Sql == "select ?").Latency.Count);
        Assert.InRange(store.History().Minutes, 1, 2);
        Assert.True(store.History().First > 0);
    }

    [Fact]
    public void Old_minutes_fold_into_hours_without_losing_a_call()
    {
        const long Now = 1_800_000_000;
        using StatStore store = new(Path.Combine(Directory.CreateTempSubdirectory("seawall-stats-").FullName, "gate.db"));
        for (int minute = 0; minute < 180; minute++)
        {
            StatTotals totals = new();
            LatencyHistogram latency = new();
            latency.Record(minute);
            totals.Of("shop", "app", 7).Add(rows: 2, errors: 1, latency);
            store.Add(Now - 9 * 86_400 + minute * 60, totals);
        }

        store.Age(Now);

        StatTotal all = Assert.Single(store.Since(0).All);
        Assert.Equal((180, 360, 180, 179), (all.Latency.Count, all.Rows, all.Errors, all.Latency.Max));
        store.Age(Now + 401L * 86_400);
        Assert.Empty(store.Since(0).All);
    }

    [Fact]
    public async Task A_full_table_counts_the_rest_as_other()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { StatsRows = 3, StatsFile = null });
        await using (NpgsqlConnection connection = await fixture.OpenAsync())
        {
            for (char column = 'a'; column < 'k'; column++)
                await NpgsqlTests.ExecuteAsync(connection, $"select 1 as {column}");
        }

        List<JsonElement> rows = await RowsAsync(fixture, "");
        Assert.InRange(rows.Count, 1, 4);
        Assert.True(rows.Sum(r => r.GetProperty("calls").GetInt64()) >= 10);
        Assert.Contains(rows, r => r.GetProperty("sql").GetString() == "other");
    }

    [Fact]
    public async Task The_admin_tells_health_metrics_and_what_is_wrong_with_a_query()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };
        Assert.Equal("ok\n", await http.GetStringAsync("/health"));
        Assert.Contains("\nseawall_gate_sessions{gate=\"gate\"} 1\n", await http.GetStringAsync("/metrics"));
        HttpResponseMessage refused = await http.GetAsync("/stats?by=moon");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("by must be business, role, sql, table or table-business, was moon", await refused.Content.ReadAsStringAsync());
        Assert.Equal(400, (int)(await http.GetAsync("/stats?since=-1")).StatusCode);
    }

    [Fact]
    public void Each_table_says_which_business_touched_it_and_what_failed()
    {
        StatTotals totals = new();
        foreach ((string business, ulong statement, string[] tables, long errors) in ((string, ulong, string[], long)[])
            [("trade", 1, ["orders"], 0), ("trade", 2, ["trade.orders", "lines"], 1), ("batch", 3, ["trade.orders"], 2)])
        {
            StatTotal total = totals.Of(business, "", statement);
            total.Tables = tables;
            LatencyHistogram latency = new();
            latency.Record(10);
            total.Add(rows: 5, errors, latency);
        }

        ArrayBufferWriter<byte> json = new();
        StatsReport.Write(json, "gate", 0, totals, StatsGrouping.TableBusiness, ["trade"]);
        Assert.Equal(
            ["batch trade.orders 1 5 2", "trade trade.lines 1 5 1", "trade trade.orders 2 10 1"],
            JsonDocument.Parse(json.WrittenMemory).RootElement.GetProperty("rows").EnumerateArray()
                .Select(row => string.Join(' ', ((string[])["business", "table", "calls", "rows", "errors"]).Select(name => row.GetProperty(name).ToString()))).Order(StringComparer.Ordinal));
    }

    private static async Task<List<JsonElement>> RowsAsync(GateFixture fixture, string by)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };
        JsonDocument document = JsonDocument.Parse(await http.GetByteArrayAsync($"/stats?since=60&by={by}"));
        return [.. document.RootElement.GetProperty("rows").EnumerateArray()];
    }

    private static LatencyHistogram HistogramOf(JsonElement business) => LatencyHistogram.Read(business.GetProperty("histogram").GetBytesFromBase64());

    private static async Task<(JsonElement Business, long Started)> LiveAsync(GateFixture fixture, string business)
    {
        using HttpClient http = new();
        JsonElement live = JsonDocument.Parse(await http.GetStringAsync($"http://{fixture.Gate.AdminEndPoint}/live")).RootElement;
        return (live.GetProperty("businesses").EnumerateArray().Single(b => b.GetProperty("business").GetString() == business), live.GetProperty("startedUnixMs").GetInt64());
    }
}
