using System.Globalization;
using Npgsql;
using Seawall.Gate.SqlConsole;

namespace Seawall.Gate.Tests;

/// <summary>The pseudo-database <c>seawall</c> over Npgsql, which speaks the extended protocol and asks for binary values.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public async Task Every_show_has_the_columns_it_promises()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        List<string> lines = [];
        foreach (ConsoleCommand command in ConsoleTable.All.Where(c => c.Columns.Count > 0))
        {
            await using NpgsqlCommand asked = new(command.Words.ToLowerInvariant(), console);
            await using NpgsqlDataReader reader = await asked.ExecuteReaderAsync();
            lines.Add($"{command.Words}: {string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetFieldType(i) == typeof(long) ? reader.GetName(i) + "#" : reader.GetName(i)))}");
            while (await reader.ReadAsync())
                reader.GetValues(new object[reader.FieldCount]);
        }
        Assert.Equal(
            """
            SHOW STATS: database total_xact_count# total_query_count# total_sent# total_query_time# avg_query_time# total_error_count#
            SHOW STATS_TOTALS: database total_xact_count# total_query_count# total_sent# total_query_time# avg_query_time# total_error_count#
            SHOW TOTALS: total_xact_count# total_query_count# total_sent# total_query_time# avg_query_time# total_error_count#
            SHOW BUSINESSES: business total_query_count# total_error_count# total_query_time# avg_query_time# p50_query_time# p99_query_time# max_query_time#
            SHOW POOLS: database user cl_active# cl_waiting# sv_active# sv_idle# sv_login# maxwait# maxwait_us# pool_mode in_transaction#
            SHOW CLIENTS: type user database state addr port# connect_time wait# wait_us# close_needed# link remote_pid# tls application_name prepared_statements# id business statements#
            SHOW SERVERS: type user database state addr port# connect_time wait# wait_us# close_needed# link remote_pid# tls application_name prepared_statements# id business statements#
            SHOW DATABASES: name host port# database pool_mode current_connections# current_client_connections# paused# disabled#
            SHOW LISTS: list items#
            SHOW PINS: id database user business reason since for_ms#
            SHOW RULES: name mode order# kind matched# warned# refused# queued# timed_out# cancelled# running# waiting# what
            SHOW LIMITS: kind name grade limit# in_flight# waiting# refused# p50_wait# p99_wait# baseline#
            SHOW CONNECTIONS: business grade connections# most# admitted# refused# shed#
            SHOW VERSION: version
            SHOW CONFIG: key value
            SHOW STATE: key value
            SHOW MEM: name memtotal#
            """.ReplaceLineEndings("\n"),
            string.Join('\n', lines));
    }

    [Fact]
    public async Task Clients_servers_pools_and_statistics_tell_of_a_session()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync("Pooling=false;Application Name=trade");
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        await using (NpgsqlTransaction open = await user.BeginTransactionAsync())
        {
            await user.DoAsync("select 1");
            IReadOnlyDictionary<string, string> client = Assert.Single(await console.AskAsync("SHOW CLIENTS"));
            Assert.Equal(("C", "postgres", "test", "in transaction", "127.0.0.1", "trade", "trade"),
                (client["type"], client["user"], client["database"], client["state"], client["addr"], client["application_name"], client["business"]));
            IReadOnlyDictionary<string, string> server = Assert.Single(await console.AskAsync("show servers;"));
            Assert.Equal((user.ProcessID.ToString(CultureInfo.InvariantCulture), fixture.Postgres.Port.ToString(CultureInfo.InvariantCulture), client["id"]),
                (server["remote_pid"], server["port"], server["link"]));
            IReadOnlyDictionary<string, string> pin = Assert.Single(await console.AskAsync("SHOW PINS"));
            Assert.Equal(("transaction", client["id"]), (pin["reason"], pin["id"]));
        }
        IReadOnlyDictionary<string, string> pool = Assert.Single(await console.AskAsync("SHOW POOLS"));
        Assert.Equal(("test", "postgres", "1", "0", "0", "session"), (pool["database"], pool["user"], pool["cl_active"], pool["cl_waiting"], pool["in_transaction"], pool["pool_mode"]));
        Assert.Empty(await console.AskAsync("SHOW PINS"));
        await user.DoAsync("select 2; select 3");
        IReadOnlyDictionary<string, string> stats = Assert.Single(await console.AskAsync("SHOW STATS"));
        Assert.Equal("test", stats["database"]);
        Assert.True(long.Parse(stats["total_query_count"], CultureInfo.InvariantCulture) >= 4, $"statements counted: {stats["total_query_count"]}");
        Assert.Equal("trade", (await console.AskAsync("SHOW BUSINESSES"))[0]["business"]);
        Assert.Equal("1", Assert.Single(await console.AskAsync("SHOW CONNECTIONS"), line => line["business"] == "trade")["connections"]);
    }

    [Fact]
    public async Task The_token_opens_the_console_and_nothing_else_does()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => fixture.ConsoleAsync("guess"));
        Assert.Equal("28P01", refused.SqlState);
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        Assert.StartsWith("Seawall", (await console.AskAsync("SHOW VERSION"))[0]["version"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_this_machine_may_look_but_not_touch()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync(token: null);
        await using NpgsqlConnection console = await fixture.ConsoleAsync("anything");
        Assert.NotEmpty(await console.AskAsync("SHOW CONFIG"));
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => console.DoAsync("PAUSE"));
        Assert.Equal("42501", refused.SqlState);
        Assert.Equal("yes", (await console.AskAsync("SHOW STATE"))[0]["value"]);
    }

    [Theory]
    [InlineData("SHOW NOTHING", "42601")]
    [InlineData("select 1", "42601")]
    [InlineData("SHOW POOLS now", "42601")]
    [InlineData("KILL", "42601")]
    [InlineData("RELOAD", "0A000")]
    [InlineData("SHUTDOWN", "0A000")]
    [InlineData("RESUME", "55000")]
    [InlineData("KILL_CLIENT 0000000000000000", "42704")]
    public async Task What_it_can_not_do_is_an_error_with_its_state_and_the_next_act(string command, string sqlState)
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => console.DoAsync(command));
        Assert.Equal(sqlState, refused.SqlState);
        Assert.True(command == "RESUME" || refused.Hint is { Length: > 0 }, "an error without a hint");
        Assert.Equal("yes", (await console.AskAsync("SHOW STATE"))[0]["value"]);
    }

    [Fact]
    public async Task A_database_of_the_same_name_goes_first()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(options => options with
        {
            Upstreams = new Dictionary<string, string>(options.Upstreams) { ["seawall"] = options.Upstreams["*"] },
        });
        PostgresException unknown = await Assert.ThrowsAsync<PostgresException>(() => fixture.OpenAsync("Database=seawall;Pooling=false"));
        Assert.Equal("3D000", unknown.SqlState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_sessions_end_with_57P01_and_others_stay(bool portable)
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync(portable: portable);
        await using NpgsqlConnection victim = await fixture.OpenAsync("Pooling=false;Application Name=victim");
        await using NpgsqlConnection other = await fixture.OpenAsync("Pooling=false;Application Name=other");
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        string id = (await console.AskAsync("SHOW CLIENTS")).Single(c => c["application_name"] == "victim")["id"];
        Task running = victim.DoAsync("select pg_sleep(59)");
        await Eventually.BecomesAsync(async () => (await console.AskAsync("SHOW CLIENTS")).Single(c => c["id"] == id)["state"] == "active", seen => seen, "the statement runs");

        await console.DoAsync($"KILL_CLIENT {id}");

        PostgresException killed = await Assert.ThrowsAsync<PostgresException>(() => running);
        Assert.Equal("57P01", killed.SqlState);
        await other.DoAsync("select 1");
        await console.DoAsync("KILL test");
        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => other.DoAsync("select 1"))).SqlState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconnect_lets_a_transaction_end_first(bool portable)
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync(portable: portable);
        await using NpgsqlConnection user = await fixture.OpenAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        await using NpgsqlTransaction open = await user.BeginTransactionAsync();
        await user.DoAsync("select 1");

        await console.DoAsync("RECONNECT test");

        await user.DoAsync("select 2");
        Assert.Equal("1", (await console.AskAsync("SHOW SERVERS"))[0]["close_needed"]);
        await open.CommitAsync();
        await Eventually.BecomesAsync(async () => (await console.AskAsync("SHOW CLIENTS")).Count == 0, seen => seen, "the session has left");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => user.DoAsync("select 3"));
    }
}
