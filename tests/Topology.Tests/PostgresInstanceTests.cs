using System.Globalization;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class PostgresInstanceTests : IAsyncLifetime
{
    private readonly TestHome _site = new();
    private PostgresInstance _main = null!;

    public async Task InitializeAsync()
    {
        SiteInstances instances = await SiteInstances.OpenAsync(_site.Topology, _site.Home, _site.Secrets, CancellationToken.None);
        _main = instances.Postgres("main");
        await _main.InitAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _main.StopAsync(CancellationToken.None);
        _site.Dispose();
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed_and_a_stale_pid_file_is_no_obstacle()
    {
        ProcessIdentity first = await StartAsync();
        await _main.ExecuteAsync("main", "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)", CancellationToken.None);
        await using var busy = new NpgsqlConnection(_main.AdminConnectionString + ";Pooling=false");
        await busy.OpenAsync();
        Task sleeping = new NpgsqlCommand("SELECT pg_sleep(60)", busy).ExecuteNonQueryAsync();

        first.Signal(ProcessSignal.Kill);
        Assert.True(await first.WaitGoneAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
        // The pid of the dead server now belongs to a process that is no server.
        string pidFile = Path.Combine(_main.Options.DataDirectory, "postmaster.pid");
        string[] lines = await File.ReadAllLinesAsync(pidFile);
        lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines);
        Assert.Null(_main.Running);

        ProcessIdentity second = await StartAsync();
        Assert.NotEqual(first, second);
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM kept"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => sleeping);
    }

    [Fact]
    public async Task A_running_server_is_adopted_and_a_stop_leaves_no_process()
    {
        ProcessIdentity first = await StartAsync();

        Assert.Equal(first, await StartAsync());
        Assert.Contains(first, InstanceProcesses.Postgres(_site.Home));
        await _main.StopAsync(CancellationToken.None);
        Assert.False(first.IsAlive());
        Assert.Empty(InstanceProcesses.Postgres(_site.Home));
    }

    [Fact]
    public async Task A_business_reaches_its_own_schema_only_and_batch_only_reads()
    {
        await StartAsync();
        for (int times = 0; times < 2; times++)
        {
            await Logins.ApplyAsync(_main, ["catalog", "trade"], _site.Secrets, CancellationToken.None);
        }
        await AsAsync("catalog", "CREATE TABLE items (id int); INSERT INTO items VALUES (1)");
        await AsAsync("trade", "CREATE TABLE orders (id int)");

        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => AsAsync("trade", "SELECT * FROM catalog.items"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => AsAsync("trade", "CREATE TABLE public.x (id int)"))).SqlState);
        await AsAsync("batch", "SELECT * FROM items, orders");
        Assert.Equal("25006", (await Assert.ThrowsAsync<PostgresException>(() => AsAsync("batch", "INSERT INTO items VALUES (2)"))).SqlState);
    }

    [Fact]
    public async Task Migrations_apply_once_in_order_also_when_started_twice_and_a_changed_one_is_refused()
    {
        await StartAsync();
        await Logins.ApplyAsync(_main, ["catalog"], _site.Secrets, CancellationToken.None);
        string connection = _main.ConnectionString("catalog", _site.Secrets.Password("main", "catalog"));
        Migration[] migrations = [Migration.Parse("0001_items.sql", "CREATE TABLE items (id int);"), Migration.Parse("0002_fill.sql", "INSERT INTO items VALUES (1);")];

        int[] applied = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Migrations.ApplyAsync(connection, "catalog", migrations, CancellationToken.None)));

        Assert.Equal(2, applied.Sum());
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM catalog.items"));
        migrations[1] = Migration.Parse("0002_fill.sql", "INSERT INTO items VALUES (2);");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrations.ApplyAsync(connection, "catalog", migrations, CancellationToken.None));
        Assert.Contains("0002_fill.sql of schema catalog was changed after it was applied", refused.Message, StringComparison.Ordinal);
    }

    private async Task<ProcessIdentity> StartAsync()
    {
        ProcessIdentity server = await _main.StartAsync(CancellationToken.None);
        ExitGuard.Watch(server.Pid, _site.Home.Root);
        return server;
    }

    private async Task AsAsync(string login, string sql)
    {
        await using var connection = new NpgsqlConnection(_main.ConnectionString(login, _site.Secrets.Password("main", login)) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_main.AdminConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
