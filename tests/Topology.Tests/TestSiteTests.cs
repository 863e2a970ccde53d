using Npgsql;
using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class TestSiteTests(TestSiteTests.Site site) : IClassFixture<TestSiteTests.Site>
{
    private readonly TestHome _site = site.Home;

    private readonly PostgresInstance _main = site.Main;

    private readonly TestSite _testSite = site.TestSite;

    [Fact]
    public async Task A_copy_holds_the_rows_is_marked_and_can_be_put_back()
    {
        TestSiteMark mark = await _testSite.CreateFromAsync("main", new Progress<string>(), CancellationToken.None);

        Assert.Equal("instance main", mark.Source);
        Assert.NotEqual(mark.SystemIdentifier, mark.SourceSystemIdentifier);
        string catalog = _testSite.Instance.ConnectionString("catalog", _site.Secrets.Password("testsite", "catalog")) + ";Pooling=false";
        Assert.Equal(100L, await Scalar(catalog, "SELECT count(*) FROM items"));
        await Execute(catalog, "DELETE FROM items");
        await _testSite.ResetAsync(CancellationToken.None);
        Assert.Equal(100L, await Scalar(catalog, "SELECT count(*) FROM items"));
        Assert.Equal(mark.SystemIdentifier, (await _testSite.StatusAsync(CancellationToken.None))?.SystemIdentifier);
    }

    [Fact]
    public async Task The_source_is_refused_and_so_is_a_server_that_got_the_mark_with_its_data()
    {
        await using (var connection = await Open(_main.AdminConnectionString))
        {
            var refused = await Assert.ThrowsAsync<TestSiteRefusedException>(() => TestSite.RequireMarkedAsync(connection, CancellationToken.None));
            Assert.Contains("is not marked as a test site", refused.Message, StringComparison.Ordinal);
        }
        await _testSite.CreateFromAsync("main", new Progress<string>(), CancellationToken.None);
        string dump = Path.Combine(_site.Home.Root, "marked.dump");
        await _testSite.Instance.ToolAsync("pg_dump", ["--format=custom", "--table=public.seawall_test_site", "--file", dump, "testsite"], CancellationToken.None);
        await _main.ToolAsync("pg_restore", ["--dbname=main", dump], CancellationToken.None);
        await using (var connection = await Open(_main.AdminConnectionString))
        {
            var refused = await Assert.ThrowsAsync<TestSiteRefusedException>(() => TestSite.RequireMarkedAsync(connection, CancellationToken.None));
            Assert.Contains("is on the very server its data came from", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("custom")]
    [InlineData("plain")]
    public async Task A_dump_file_of_any_format_makes_a_test_site(string format)
    {
        string dump = Path.Combine(_site.Home.Root, "main.dump");
        await _main.ToolAsync("pg_dump", [$"--format={format}", "--file", dump, "main"], CancellationToken.None);

        TestSiteMark mark = await _testSite.CreateFromDumpAsync(dump, new Progress<string>(), CancellationToken.None);

        Assert.Equal("dump main.dump", mark.Source);
        Assert.Null(mark.SourceSystemIdentifier);
        string catalog = _testSite.Instance.ConnectionString("catalog", _site.Secrets.Password("testsite", "catalog")) + ";Pooling=false";
        Assert.Equal(100L, await Scalar(catalog, "SELECT count(*) FROM catalog.items"));
    }

    private static async Task<NpgsqlConnection> Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = await Open(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = await Open(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A main instance with a filled catalog, and the test site beside it.</summary>
    public sealed class Site : IAsyncLifetime
    {
        public TestHome Home { get; } = new();

        public PostgresInstance Main { get; private set; } = null!;

        public TestSite TestSite { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            SiteInstances instances = await SiteInstances.OpenAsync(Home.Topology, Home.Home, Home.Secrets, CancellationToken.None);
            Main = instances.Postgres("main");
            await Main.InitAsync(CancellationToken.None);
            ProcessIdentity server = await Main.StartAsync(CancellationToken.None);
            ExitGuard.Watch(server.Pid, Home.Home.Root);
            TestSite = new TestSite(Home.Topology, instances, Home.Secrets, TimeProvider.System);
            await Logins.ApplyAsync(Main, ["catalog"], Home.Secrets, CancellationToken.None);
            await Execute(
                Main.ConnectionString("catalog", Home.Secrets.Password("main", "catalog")),
                "CREATE TABLE items (id int PRIMARY KEY); INSERT INTO items SELECT generate_series(1, 100)");
            await TestSite.StartAsync(CancellationToken.None);
            ExitGuard.Watch(TestSite.Instance.Running!.Value.Pid, Home.Home.Root);
        }

        public async Task DisposeAsync()
        {
            await TestSite.DropAsync(CancellationToken.None);
            await Main.StopAsync(CancellationToken.None);
            Home.Dispose();
        }
    }
}
