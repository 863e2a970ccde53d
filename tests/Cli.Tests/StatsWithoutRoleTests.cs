namespace Seawall.Cli.Tests;

public sealed class StatsWithoutRoleTests
{
    [Fact]
    public void Calls_that_touch_tables_for_nobody_are_counted_and_bounds_of_transactions_and_the_catalog_are_not() => Assert.Equal(3, StatsCommand.WithoutRole(
        [Line("", "commit", 50), Line("", "select version()", 7, "pg_type"), Line("", "select * from items", 3, "items"), Line("web", "select * from items", 9, "items")]));

    private static StatLine Line(string role, string sql, int calls, params string[] tables)
    {
        var line = new StatLine { Role = role, Sql = sql, Tables = tables };
        for (var i = 0; i < calls; i++)
            line.Latency.Record(1);
        return line;
    }
}
