using Seawall.Client.Calls;
using Seawall.Client.Sql;
using Seawall.Testing;

namespace Seawall.Client.Tests;

public sealed class TaggedSqlTests
{
    private const string OwnText = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task The_server_sees_who_asked()
    {
        await using var source = await SourceAsync();
        using var scope = new CallContext { Role = "web", Caller = "trade", Route = "/items/{id:long}" }.Enter();

        var seen = await source.FindAsync(OwnText, row => row.GetString(0), Ct);

        Assert.Equal(OwnText + " /*application='catalog',caller='trade',role='web',route='%2Fitems%2F%7Bid%3Along%7D'*/", seen);
    }

    [Fact]
    public async Task Outside_of_any_call_only_the_application_is_named()
    {
        await using var source = await SourceAsync();

        Assert.Equal(OwnText + " /*application='catalog'*/", await source.FindAsync(OwnText, row => row.GetString(0), Ct));
    }

    [Fact]
    public async Task A_transaction_left_without_commit_is_undone()
    {
        await using var source = await SourceAsync();
        await source.ExecuteAsync("CREATE TABLE IF NOT EXISTS notes (text text)", Ct);
        await using (var connection = await source.OpenConnectionAsync(Ct))
        await using (await connection.BeginTransactionAsync(Ct))
            await connection.ExecuteAsync("INSERT INTO notes VALUES ($1)", Ct, "lost");

        Assert.Equal(0, await source.FindAsync("SELECT count(*) FROM notes", row => row.GetInt64(0), Ct));
    }

    [Fact]
    public void The_same_statement_is_tagged_once_for_all_calls_of_a_kind()
    {
        var registry = new CommentTagRegistry("catalog");

        var first = new CallContext { Role = "app", Route = "/" }.TagsFor(registry).Append(OwnText);
        var second = new CallContext { Role = "app", Route = "/" }.TagsFor(registry).Append(OwnText);

        Assert.Same(first, second);
        Assert.NotEqual(first, new CallContext { Role = "h5", Route = "/" }.TagsFor(registry).Append(OwnText));
    }

    [Fact]
    public void A_tagged_statement_costs_no_allocation_once_known()
    {
        var tags = new CallContext { Role = "app", Route = "/" }.TagsFor(new CommentTagRegistry("catalog"));
        tags.Append(OwnText);
        Assert.Equal(0, AllocationGauge.Of(1000, () => tags.Append(OwnText)));
    }

    private static async Task<SeawallDataSource> SourceAsync()
    {
        var server = await PrivatePostgres.SharedAsync();
        return new SeawallDataSource(new SeawallDataOptions
        {
            Application = "catalog",
            Port = server.Port,
            Database = server.Instance.Name,
            Username = server.User,
            Password = server.Password,
            PoolSize = 2,
        });
    }
}
