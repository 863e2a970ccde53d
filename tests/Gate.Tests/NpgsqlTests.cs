using Npgsql;
using NpgsqlTypes;

namespace Seawall.Gate.Tests;

/// <summary>Npgsql, unchanged, through the gate.</summary>
public sealed class NpgsqlTests
{
    [Fact]
    public async Task Batches_prepare_and_transactions_work()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;Max Auto Prepare=10;Auto Prepare Min Usages=2");
        await ExecuteAsync(connection, "create temp table t(a int primary key, b text)");
        for (int round = 0; round < 20; round++)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using NpgsqlBatch batch = new(connection, transaction);
            for (int i = 0; i < 10; i++)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into t values ($1, $2)") { Parameters = { new() { Value = round * 10 + i }, new() { Value = "v" } } });
            Assert.Equal(10, await batch.ExecuteNonQueryAsync());
            await transaction.CommitAsync();
        }
        await using NpgsqlBatch failing = new(connection) { BatchCommands = { new("insert into t values (1000, 'x')"), new("insert into t values (1, 'twice')") } };
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => failing.ExecuteNonQueryAsync());
        Assert.Equal("23505", refused.SqlState);
        Assert.Equal(200L, await ScalarAsync(connection, "select count(*) from t"));
    }

    [Fact]
    public async Task A_pooled_connection_is_reset_for_its_next_user()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(fixture.Through(fixture.Port, "Maximum Pool Size=1"));
        await using (NpgsqlConnection first = await source.OpenConnectionAsync())
            await ExecuteAsync(first, "set work_mem = '5MB'");
        await using NpgsqlConnection second = await source.OpenConnectionAsync();
        Assert.Equal("4MB", await ScalarAsync(second, "show work_mem"));
    }

    [Fact]
    public async Task Copy_moves_a_hundred_thousand_rows_both_ways()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        await ExecuteAsync(connection, "create temp table t(a int, b text)");
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("copy t from stdin (format binary)"))
        {
            for (int i = 0; i < 100_000; i++)
            {
                await importer.StartRowAsync();
                await importer.WriteAsync(i, NpgsqlDbType.Integer);
                await importer.WriteAsync("some text to move", NpgsqlDbType.Text);
            }
            Assert.Equal(100_000UL, await importer.CompleteAsync());
        }
        using TextReader reader = await connection.BeginTextExportAsync("copy t to stdout");
        int lines = 0;
        while (await reader.ReadLineAsync() is not null)
            lines++;
        Assert.Equal(100_000, lines);
    }

    [Fact]
    public async Task A_copy_can_be_given_up()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        await ExecuteAsync(connection, "create temp table t(a int)");
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("copy t from stdin (format binary)"))
        {
            await importer.StartRowAsync();
            await importer.WriteAsync(1, NpgsqlDbType.Integer);
        }
        Assert.Equal(0L, await ScalarAsync(connection, "select count(*) from t"));
    }

    [Fact]
    public async Task Notifications_arrive()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection listening = await fixture.OpenAsync();
        await using NpgsqlConnection notifying = await fixture.OpenAsync();
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        listening.Notification += (_, e) => heard.TrySetResult(e.Payload);
        await ExecuteAsync(listening, "listen seawall");
        await ExecuteAsync(notifying, "notify seawall, 'the payload'");
        await listening.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("the payload", await heard.Task);
    }

    [Fact]
    public async Task Values_of_64_megabytes_pass_both_ways_without_being_held()
    {
        const int Size = 64 << 20;
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { CaptureDirectory = null });
        await using NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;Command Timeout=120");
        byte[] value = new byte[Size];
        new Random(64).NextBytes(value);
        await using NpgsqlCommand command = new("select $1::bytea", connection) { Parameters = { new() { Value = value } } };
        byte[] back = (byte[])(await command.ExecuteScalarAsync())!;
        Assert.True(value.AsSpan().SequenceEqual(back), "64 MB came back changed");
        Assert.InRange(fixture.Gate.Loops[0].Loop.Blocks.Rented, 0, 16);
    }

    [Fact]
    public async Task Large_objects_are_written_and_read()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        byte[] data = new byte[1 << 20];
        new Random(5).NextBytes(data);
        await using NpgsqlCommand create = new("select lo_from_bytea(0, $1)", connection) { Parameters = { new() { Value = data } } };
        object id = (await create.ExecuteScalarAsync())!;
        await using NpgsqlCommand read = new("select lo_get($1)", connection) { Parameters = { new() { Value = id, NpgsqlDbType = NpgsqlDbType.Oid } } };
        Assert.Equal(data, (byte[])(await read.ExecuteScalarAsync())!);
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task A_cancelled_command_ends_at_once_and_the_connection_lives_on()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        await using NpgsqlConnection connection = await fixture.OpenAsync();
        await using NpgsqlCommand sleep = new("select pg_sleep(60)", connection);
        using CancellationTokenSource cancel = new();
        Task running = sleep.ExecuteNonQueryAsync(cancel.Token);
        await Eventually.BecomesAsync(() => SleepersAsync(fixture), n => n > 0, "the statement runs");
        await cancel.CancelAsync();
        OperationCanceledException ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("57014", Assert.IsType<PostgresException>(ended.InnerException).SqlState);
        Assert.Equal(1, await ScalarAsync(connection, "select 1"));
    }

    [Fact]
    public async Task Tls_clients_are_served_and_cancelled()
    {
        using var certificate = TestCertificate.Create();
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { TlsCertificate = certificate });
        // Npgsql waits this long for the cancelled statement; on a busy machine its 2 s would break the connection instead.
        await using NpgsqlConnection connection = await fixture.OpenAsync("Pooling=false;SSL Mode=Require;Cancellation Timeout=60000");
        Assert.Equal(7, await ScalarAsync(connection, "select 3 + 4"));
        await using NpgsqlCommand sleep = new("select pg_sleep(60)", connection);
        using CancellationTokenSource cancel = new();
        Task running = sleep.ExecuteNonQueryAsync(cancel.Token);
        await Eventually.BecomesAsync(() => SleepersAsync(fixture), n => n > 0, "the statement runs");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    internal static async Task<long> SleepersAsync(GateFixture fixture)
    {
        await using NpgsqlConnection direct = new(fixture.Postgres.ConnectionString);
        await direct.OpenAsync();
        return (long)(await ScalarAsync(direct, "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"))!;
    }

    /// <summary>Ends the sleepers of tests before: a server notices only at its end that nobody waits for a statement any more.</summary>
    internal static async Task EndSleepersAsync(GateFixture fixture)
    {
        await using NpgsqlConnection direct = new(fixture.Postgres.ConnectionString);
        await direct.OpenAsync();
        await ScalarAsync(direct, "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()");
    }

    internal static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql) => await ScalarAsync(connection, sql);
}
