using System.Net.Http.Headers;
using System.Text.Json;
using Seawall.Control.Gates;
using Seawall.Control.Operators;
using Seawall.Control.Statements;
using Seawall.Kernel;

namespace Seawall.Control.Tests.Gates;

public sealed class GatePagesTests
{
    [Fact]
    public async Task Pages_show_rules_with_what_they_met_who_waits_and_who_holds_a_connection()
    {
        await using var console = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = await ConsoleSiteTests.SignedInAsync(console);

        var now = await http.GetStringAsync("/gates");
        Assert.Contains("data-business=\"batch\"", now, StringComparison.Ordinal);
        Assert.Contains("gate-2 does not work by revision 12 yet", now, StringComparison.Ordinal);
        Assert.Contains("id=7", now, StringComparison.Ordinal);

        var rules = await http.GetStringAsync("/gates/rules");
        Assert.Contains("125 refused", rules, StringComparison.Ordinal);
        Assert.Contains("3 would have been decided", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>not markup", rules, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_the_same_as_people()
    {
        await using var console = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var person = new HttpClient { BaseAddress = console.Address };
        person.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", SiteBearer.Create(ConsoleHost.Secret, new Person("tests", OperatorLevel.Viewer), console.Time.GetUtcNow()));
        using var json = JsonDocument.Parse(await person.GetStringAsync("/api/gates"));
        var rule = json.RootElement.GetProperty("rules").EnumerateArray().First();
        Assert.Equal(("peak-no-reports", 125), (rule.GetProperty("name").GetString(), rule.GetProperty("refused").GetInt32()));
        Assert.Equal(12, json.RootElement.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task A_gate_that_does_not_answer_is_named_and_an_empty_site_says_so()
    {
        await using var console = await ConsoleHost.StartAsync(new FakeSources { Gates = [new GateReport("gate-9") { Silent = "refused" }] });
        using var http = await ConsoleSiteTests.SignedInAsync(console);
        Assert.Contains("gate-9", await http.GetStringAsync("/gates"), StringComparison.Ordinal);
        Assert.Contains("class=\"panel empty\"", await http.GetStringAsync("/gates/rules"), StringComparison.Ordinal);
        Assert.Contains("class=\"panel empty\"", await http.GetStringAsync("/gates/tables"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_another_business_is_foreign_and_a_statement_counts_for_each_of_its_tables()
    {
        var matrix = TableMatrix.Of(
        [
            Use("trade", 3, "trade.orders", "trade.lines"),
            Use("reviews", 2, "trade.orders"),
            Use("reviews", 1, "reviews.review", "pg_catalog.pg_class"),
            Use("", 9, "trade.orders"),
        ]);
        Assert.Equal(["reviews", "trade"], matrix.Businesses);
        Assert.Equal(1, matrix.Foreign);
        Assert.True(matrix.Find("trade.orders", "reviews")!.IsForeign);
        Assert.Equal(3, matrix.Find("trade.lines", "trade")!.Calls);
        Assert.Null(matrix.Find("trade.lines", "reviews"));
    }

    private static StatementUse Use(string business, int calls, params string[] tables)
    {
        var latency = new LatencyHistogram();
        for (var i = 0; i < calls; i++)
            latency.Record(1000);
        return new StatementUse("00000000000000f1", "select", business, "app") { Tables = tables, Latency = latency };
    }
}
