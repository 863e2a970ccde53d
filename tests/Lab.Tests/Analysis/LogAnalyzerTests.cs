using System.Text;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;
using Seawall.Testing;
using static Seawall.Lab.Tests.CsvLines;

namespace Seawall.Lab.Tests;

public sealed class LogAnalyzerTests
{
    [Fact]
    public void Statements_tables_businesses_and_roles_are_added_up()
    {
        AnalysisReport report = Analyze(
            Statement("duration: 2.000 ms  statement: SELECT * FROM Items WHERE id = 1 /*role='app'*/")
            + Statement("duration: 3.000 ms  statement: select * from items where id = 22 /*role='web'*/")
            + Statement("duration: 10.000 ms  statement: UPDATE stock SET n = n - 1 WHERE item = 5")
            + Error("UPDATE stock SET n = n - 1 WHERE item = 6"));
        Assert.Equal((4L, 1L, 2), (report.Statements, report.Errors, report.Fingerprints));
        Assert.Equal([(2L, 10_000L, 1L), (2L, 5_000L, 0L)], report.ByTime.Select(s => (s.Calls, s.TotalMicros, s.Errors)));
        Assert.Equal([("stock", 2L), ("items", 2L)], report.Tables.Select(t => (t.Name, t.Calls)));
        Assert.Equal([("shop", 4L)], report.Businesses.Select(b => (b.Name, b.Calls)));
        Assert.Equal([("(none)", 2L), ("web", 1L), ("app", 1L)], report.Roles.Select(r => (r.Name, r.Calls)));
        Assert.True(report.Input.Balances);
    }

    [Fact]
    public void The_slowest_are_kept_with_their_values_slowest_first()
    {
        var log = new StringBuilder();
        for (int i = 1; i <= 100; i++)
        {
            int millis = i * 37 % 101;
            log.Append(Statement($"duration: {millis}.000 ms  execute a: SELECT $1", $"parameters: $1 = '{millis}'"));
        }

        AnalysisReport report = Analyze(log.ToString(), top: 3);
        Assert.Equal(["100", "99", "98"], report.Slow.Select(s => s.Parameters));
    }

    [Fact]
    public void A_further_fetch_adds_time_but_no_call()
    {
        StatementUsage usage = Assert.Single(Analyze(
            Statement("duration: 1.000 ms  execute s/p: SELECT 1") + Statement("duration: 2.000 ms  execute fetch from s/p: SELECT 1")).ByTime);
        Assert.Equal((1L, 3000L), (usage.Calls, usage.TotalMicros));
    }

    [Theory]
    [InlineData("csvlog")]
    [InlineData("jsonlog")]
    [InlineData("stderr")]
    public void Analysing_a_record_allocates_nothing(string format)
    {
        byte[] log = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i =>
        {
            string message = $"duration: {i % 50}.100 ms  execute a: SELECT \"x\"\nFROM items{i % 7} WHERE a = {i}";
            string fault = $"UPDATE t{i % 3} SET\n a = {i}";
            return format switch
            {
                "csvlog" => Statement(message, "parameters: $1 = 'it''s'") + Error(fault),
                "jsonlog" => JsonLines.Statement(message, "parameters: $1 = 'it''s'") + JsonLines.Error(fault),
                _ => StderrLines.Statement(message, "parameters: $1 = 'it''s'") + StderrLines.Error(fault),
            };
        })));
        EventSource Open(int bufferSize) => format switch
        {
            "csvlog" => new CsvLogReader(new MemoryStream(log), bufferSize),
            "jsonlog" => new JsonLogReader(new MemoryStream(log), bufferSize),
            _ => new StderrLogReader(new MemoryStream(log), StderrLines.Prefix, bufferSize),
        };
        var analyzer = new LogAnalyzer(10);
        using (EventSource warmUp = Open(1 << 20))
        {
            analyzer.Read(warmUp, CancellationToken.None);
        }

        using EventSource reader = Open(1 << 16);
        for (int i = 0; i < 500; i++)
        {
            Assert.True(reader.TryRead(out LogEvent e));
            analyzer.Add(e);
        }

        int events = 0;
        void Next()
        {
            if (reader.TryRead(out LogEvent e))
            {
                analyzer.Add(e);
                events++;
            }
        }

        Assert.Equal((0L, 5000), (AllocationGauge.Of(5000, Next), events));
    }

    private static AnalysisReport Analyze(string csv, int top = 10)
    {
        var analyzer = new LogAnalyzer(top);
        using var reader = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        analyzer.Read(reader, CancellationToken.None);
        return analyzer.Report();
    }
}
