using Npgsql;
using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class PrivatePostgresTests
{
    [Fact]
    public async Task A_test_has_a_real_server_and_a_database_of_its_own()
    {
        PrivatePostgres postgres = await PrivatePostgres.SharedAsync();
        string database = await postgres.CreateDatabaseAsync();
        await postgres.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)", database);

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM t", connection);
        Assert.Equal(2L, await count.ExecuteScalarAsync());
    }
}
