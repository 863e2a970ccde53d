using System.Globalization;
using Npgsql;

namespace Seawall.Gate.Tests;

/// <summary>PAUSE and RESUME with clients at work.</summary>
public sealed class PauseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_load_nothing_runs_while_paused_and_nothing_fails(bool portable)
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync(portable: portable);
        string table = "ticks_" + (portable ? "portable" : "loop");
        await fixture.Postgres.ExecuteAsync($"DROP TABLE IF EXISTS {table}; CREATE TABLE {table}(id bigserial)");
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        using CancellationTokenSource ended = new();
        long done = 0;
        Task[] clients = [.. Enumerable.Range(0, 8).Select(i => WorkAsync(i))];
        for (int round = 0; round < 3; round++)
        {
            long before = Volatile.Read(ref done);
            await Eventually.BecomesAsync(() => Volatile.Read(ref done), now => now >= before + 50, "statements run");

            await console.DoAsync("PAUSE test");
            long atOnce = await CountAsync();
            await Eventually.BecomesAsync(async () => (await console.AskAsync("SHOW CLIENTS")).Count(c => c["state"] == "waiting"), waiting => waiting == 8, "all clients wait");
            Assert.Equal(atOnce, await CountAsync());
            Assert.Equal("8", (await console.AskAsync("SHOW POOLS"))[0]["cl_waiting"]);
            Assert.Equal("test", (await console.AskAsync("SHOW STATE"))[1]["value"]);
            await console.DoAsync("RESUME test");
        }
        await ended.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(Volatile.Read(ref done), await CountAsync());

        // Single statements, prepared ones, and transactions of three, in turns.
        async Task WorkAsync(int client)
        {
            await using NpgsqlConnection connection = await fixture.OpenAsync();
            while (!ended.IsCancellationRequested)
            {
                await using NpgsqlTransaction? transaction = client % 3 == 0 ? await connection.BeginTransactionAsync(CancellationToken.None) : null;
                int statements = transaction is null ? 1 : 3;
                for (int i = 0; i < statements; i++)
                {
                    await using NpgsqlCommand insert = new($"INSERT INTO {table} DEFAULT VALUES", connection);
                    if (client % 3 == 1)
                        await insert.PrepareAsync(CancellationToken.None);
                    await insert.ExecuteNonQueryAsync(CancellationToken.None);
                }
                if (transaction is not null)
                    await transaction.CommitAsync(CancellationToken.None);
                Interlocked.Add(ref done, statements);
            }
        }

        async Task<long> CountAsync()
        {
            await using NpgsqlConnection direct = new(fixture.Postgres.ConnectionString);
            await direct.OpenAsync();
            await using NpgsqlCommand count = new($"SELECT count(*) FROM {table}", direct);
            return Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Pause_waits_for_a_transaction_that_may_go_on_and_others_stay_out()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        await using NpgsqlConnection looking = await fixture.ConsoleAsync();
        await using NpgsqlConnection inside = await fixture.OpenAsync();
        await using NpgsqlConnection outside = await fixture.OpenAsync();
        await using NpgsqlTransaction open = await inside.BeginTransactionAsync();
        await inside.DoAsync("select 1");

        Task pausing = console.DoAsync("PAUSE");
        await Eventually.BecomesAsync(async () => (await looking.AskAsync("SHOW STATE"))[1]["value"], value => value == "yes", "the gate is paused");
        Task waiting = outside.DoAsync("select 2");
        await Eventually.BecomesAsync(async () => (await looking.AskAsync("SHOW POOLS"))[0]["cl_waiting"], value => value == "1", "the other waits");
        await inside.DoAsync("select 3");
        Assert.False(pausing.IsCompleted, "PAUSE returned before the transaction ended");
        await open.CommitAsync();
        await pausing;
        Assert.False(waiting.IsCompleted, "a statement ran while paused");

        await looking.DoAsync("RESUME");
        await waiting;
    }

    [Fact]
    public async Task A_pause_that_is_given_up_resumes()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        await using NpgsqlConnection looking = await fixture.ConsoleAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync();
        await using NpgsqlTransaction open = await user.BeginTransactionAsync();
        await user.DoAsync("select 1");
        await using NpgsqlCommand pause = new("PAUSE", console);
        Task pausing = pause.ExecuteNonQueryAsync();
        await Eventually.BecomesAsync(async () => (await looking.AskAsync("SHOW STATE"))[1]["value"], value => value == "yes", "the gate is paused");

        pause.Cancel();

        OperationCanceledException cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => pausing);
        Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled.InnerException).SqlState);
        Assert.Equal("no", (await looking.AskAsync("SHOW STATE"))[1]["value"]);
    }

    [Fact]
    public async Task Who_goes_away_while_pausing_leaves_no_pause_behind()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection looking = await fixture.ConsoleAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync();
        await using NpgsqlTransaction open = await user.BeginTransactionAsync();
        await user.DoAsync("select 1");
        using (RawClient console = new(fixture.Port))
        {
            console.Login("anyone", ConsoleFixture.Token, "seawall", "raw");
            console.Send(Wire.Message('Q', Wire.Text("PAUSE test")));
            await Eventually.BecomesAsync(async () => (await looking.AskAsync("SHOW STATE"))[1]["value"], value => value == "test", "the database is paused");
        }
        await Eventually.BecomesAsync(async () => (await looking.AskAsync("SHOW STATE"))[1]["value"], value => value == "no", "the pause has ended");
    }

    [Fact]
    public async Task A_client_may_cancel_what_waits()
    {
        await using GateFixture fixture = await ConsoleFixture.StartAsync();
        await using NpgsqlConnection console = await fixture.ConsoleAsync();
        await using NpgsqlConnection user = await fixture.OpenAsync();
        await console.DoAsync("PAUSE test");
        await using NpgsqlCommand command = new("select 1", user);
        Task waiting = command.ExecuteNonQueryAsync();
        await Eventually.BecomesAsync(async () => (await console.AskAsync("SHOW POOLS"))[0]["cl_waiting"], value => value == "1", "the statement waits");

        command.Cancel();

        OperationCanceledException cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled.InnerException).SqlState);
        await console.DoAsync("RESUME test");
        await user.DoAsync("select 2");
    }
}
