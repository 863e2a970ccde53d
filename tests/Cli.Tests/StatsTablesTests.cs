namespace Seawall.Cli.Tests;

public sealed class StatsTablesTests
{
    [Fact]
    public void A_table_adds_up_those_who_touch_it_and_names_them_the_longest_first()
    {
        IReadOnlyList<StatLine> tables = GateStatistics.OfTables(
            [Line("trade.orders", "batch", micros: 1_000, calls: 1, errors: 1), Line("trade.orders", "trade", micros: 100, calls: 30, errors: 0), Line("shops", "shops", micros: 5, calls: 2, errors: 0)]);

        Assert.Equal(["trade.orders", "shops"], tables.Select(table => table.Table));
        Assert.Equal((31, 31, 1, 4_000), (tables[0].Calls, tables[0].Rows, tables[0].Errors, tables[0].Latency.Sum));
        Assert.Equal(["trade", "batch"], tables[0].Businesses!.Select(line => line.Business));
        using var text = new StringWriter();
        StatsTable.Write(text, tables);
        Assert.Contains("trade.orders  (trade 75 %, batch 25 %)", text.ToString(), StringComparison.Ordinal);
    }

    private static StatLine Line(string table, string business, long micros, int calls, long errors)
    {
        var line = new StatLine { Table = table, Business = business, Rows = calls, Errors = errors };
        for (var i = 0; i < calls; i++)
            line.Latency.Record(micros);
        return line;
    }
}
