using System.Text;
using Npgsql;
using Seawall.Gate.Interception.Estimates;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Interception;

/// <summary>What a server expects of statements, asked beside their sessions.</summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData("select * from t where id = 17 and name = 'ab'", "select * from t where id = 99 and name = 'xy'", true)]
    [InlineData("select * from t where id = 17", "select * from t where id = 170", false)]
    [InlineData("select * from t where name like 'ab%'", "select * from t where name like '%a long text in the middle%'", false)]
    [InlineData("select * from t where price > 250.75", "select * from t where price > 0250.1", true)]
    public void Statements_share_an_estimate_whose_literals_are_of_the_same_orders(string first, string second, bool same) =>
        Assert.Equal(same, ParameterClass.Of(Encoding.UTF8.GetBytes(first)) == ParameterClass.Of(Encoding.UTF8.GetBytes(second)));

    [Fact]
    public async Task A_statement_is_estimated_by_the_server_and_never_run()
    {
        var postgres = await PrivatePostgres.SharedAsync();
        var connection = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync("estimates"));
        await postgres.ExecuteAsync("CREATE TABLE few (id int PRIMARY KEY, n int); INSERT INTO few SELECT g, g FROM generate_series(1, 10000) g; ANALYZE few; CREATE TABLE hits (n int)", connection.ConnectionString);
        var routes = await RouteTable.ResolveAsync(new Dictionary<string, string> { ["*"] = $"127.0.0.1:{postgres.Port}" }, CancellationToken.None);
        await using var estimates = new StatementEstimates(routes, (login, _) => login == postgres.User ? postgres.Password : null, TimeProvider.System);
        using var bench = await StageBench.OpenAsync();

        var (whole, wholeRows) = await AskAsync("SELECT * FROM few");
        var (one, oneRows) = await AskAsync("SELECT * FROM few WHERE id = $1");
        var (cross, crossRows) = await AskAsync("SELECT count(*) FROM few a, few b WHERE a.n < b.n;");
        var (_, changed) = await AskAsync("UPDATE few SET n = $1 WHERE n < $2");
        var (_, inserted) = await AskAsync("INSERT INTO hits SELECT n FROM few");
        Assert.Equal((10_000, 1, 1, 10_000), (wholeRows, oneRows, crossRows, inserted));
        Assert.InRange(changed, 100, 10_000);
        Assert.True(one < whole && whole * 100 < cross, $"{one} {whole} {cross}");

        var asked = estimates.Asked;
        Assert.False(Look("SELECT * FROM few; DROP TABLE few", out _, out _));
        Assert.False(Look("SELECT pg_sleep(10); SELECT 1", out _, out _));
        Assert.False(Look("TRUNCATE few", out _, out _));
        await Eventually.BecomesAsync(() => estimates.Asked, now => now > asked, "texts of several statements are taken from the queue");
        Assert.False(Look("SELECT * FROM few; DROP TABLE few", out _, out _));

        await using var look = new NpgsqlConnection(connection.ConnectionString);
        await look.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM hits", look);
        Assert.Equal(0L, await count.ExecuteScalarAsync());

        async Task<(double Cost, double Rows)> AskAsync(string sql)
        {
            Assert.False(Look(sql, out _, out _));
            return await Eventually.BecomesAsync(() => Look(sql, out var cost, out var rows) ? (cost, rows) : (-1, -1), found => found.Item1 >= 0, $"{sql} is estimated");
        }

        bool Look(string sql, out double cost, out double rows)
        {
            var text = Encoding.UTF8.GetBytes(sql);
            var call = new StatementCall
            {
                Session = bench.SessionOf(postgres.User, connection.Database!),
                Statement = bench.Statement(sql),
                Business = bench.SessionOf(postgres.User, connection.Database!).Login,
                Upstream = routes.All[0],
                Sql = text,
                NowMicros = bench.NowMicros,
            };
            return estimates.TryGet(call, out cost, out rows);
        }
    }

    [Fact]
    public void The_cache_forgets_the_older_half_and_keeps_what_is_asked_for()
    {
        var cache = new EstimateCache(100);
        for (ulong key = 1; key <= 50_000; key++)
        {
            cache.Add(key, new EstimateCache.Known(null, 0));
            Assert.NotNull(cache.Find(1));
        }
        Assert.InRange(cache.Count, 50, 101);
        Assert.Null(cache.Find(2));
    }
}
