using System.Text.Json;

namespace Seawall.Cli.Tests.Rules;

public sealed class RuleHitsTests
{
    [Fact]
    public void Hits_of_all_gates_are_added_up_and_the_most_met_statement_comes_first()
    {
        var hits = RuleHitsCommand.Add([Gate(3, 1, "aa", 3), Gate(4, 0, "bb", 4)]);
        var rule = Assert.Single(hits);
        Assert.Equal(("no-reports", "warn", 7L, 1L), (rule.Name, rule.Mode, rule.Matched, rule.Refused));
        Assert.Equal(["bb", "aa"], rule.Top.Select(statement => statement.Fingerprint));
        using var output = new StringWriter();
        RuleHitsCommand.Write(output, hits);
        Assert.Equal(
            """
            rule                     mode     act       matched   would   refused    queued  in vain  cancelled
            no-reports               warn     refuse          7       7         1         0        0          0
                        4  batch        bb  select * from orders
                        3  batch        aa  select * from orders

            """.ReplaceLineEndings(Environment.NewLine),
            output.ToString());
    }

    private static JsonElement Gate(int matched, int refused, string fingerprint, int calls)
    {
        var top = new[] { new { business = "batch", fingerprint, sql = "select *\nfrom orders", calls } };
        var rules = new[] { new { name = "no-reports", mode = "warn", kind = "refuse", matched, refused, queued = 0, timedOut = 0, cancelled = 0, warned = matched, top } };
        return JsonSerializer.SerializeToElement(new { gate = "gate-1", revision = 4, rules });
    }
}
