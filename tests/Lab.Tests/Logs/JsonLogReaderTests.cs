using System.Text;
using Seawall.Lab.Logs;
using static Seawall.Lab.Tests.JsonLines;

namespace Seawall.Lab.Tests;

public sealed class JsonLogReaderTests
{
    [Fact]
    public void A_record_tells_who_ran_what_when()
    {
        Recorded e = Assert.Single(Read(Statement("duration: 250.125 ms  execute s/p: SELECT $1", "parameters: $1 = 'it''s'", line: 7)));
        Assert.Equal((EventKind.Extended, "SELECT $1", "it's", 250_125L), (e.Kind, e.Sql, e.Parameters, e.DurationMicros));
        Assert.Equal(("shop", "main", "web", 0x6745a1c2000004d2UL, 7u), (e.User, e.Database, e.Application, e.Session, e.Sequence));
    }

    [Fact]
    public void An_error_is_known_by_its_state()
    {
        Recorded e = Assert.Single(Read(Error("SELECT 1/$1", context: "unnamed portal with parameters: $1 = '0'")));
        Assert.Equal(("SELECT 1/$1", "0", "22012"), (e.Sql, e.Parameters, e.SqlState));
    }

    [Theory]
    [InlineData("SELECT 'a\n\t\"b\" \\ \u0001 \r\b\f 双十一 🛒'")]
    [InlineData("SELECT '{\"message\":\"forged\"}'\n}")]
    public void Escapes_are_undone(string sql) => Assert.Equal(sql, Assert.Single(Read(Statement("duration: 1 ms  statement: " + sql))).Sql);

    [Theory]
    [InlineData("\\u53cc\\u5341 \\ud83d\\uded2 \\/", "双十 🛒 /")]
    [InlineData("\\ud83d\\u", "\uFFFD?")]
    [InlineData("\\u12", "?")]
    public void Escapes_of_other_writers_and_damaged_ones_are_undone(string escaped, string text) =>
        Assert.Equal(text, Assert.Single(Read(Statement("duration: 1 ms  statement: HERE").Replace("HERE", escaped, StringComparison.Ordinal))).Sql);

    [Fact]
    public void Order_blanks_and_unknown_keys_do_not_matter()
    {
        const string line = "{ \"new\" : null , \"message\" : \"duration: 1 ms  statement: SELECT 1\" ,\t\"session_id\" : \"6745a1c2.4d2\", \"flag\":true, \"timestamp\":\"2026-11-11 00:00:01.000 UTC\",\"error_severity\":\"LOG\" }\r\n";
        Assert.Equal("SELECT 1", Assert.Single(Read(line)).Sql);
    }

    [Fact]
    public void Every_byte_is_accounted_for_by_reason()
    {
        string good = Statement("duration: 1 ms  statement: SELECT 1");
        string other = Statement("checkpoint starting: time");
        string broken = good[..100] + "\n";
        string log = "tail\"}\n" + good + broken + other + "{}\n" + good + good[..40];
        using var reader = new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), 64);
        Assert.Equal(2, Recorded.All(reader).Count);
        InputTally tally = reader.Tally;
        Assert.True(tally.Balances);
        Assert.Equal((log.Length, 2 * good.Length, other.Length + 3, 3), (tally.BytesRead, tally.BytesOfStatements, tally.BytesOfOthers, tally.Breaks));
        Assert.Equal(new SkippedBytes { NoRecord = 7, Broken = broken.Length, Unended = 40 }, tally.Skipped);
    }

    [Fact]
    public void Reading_a_record_allocates_nothing()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 2000; i++)
        {
            log.Append(Statement($"duration: 0.1 ms  parse <unnamed>: SELECT \"x\"\nFROM t WHERE a = {i}"))
                .Append(Statement($"duration: 0.1 ms  execute <unnamed>: SELECT \"x\"\nFROM t WHERE a = {i}", "parameters: $1 = 'it''s'"))
                .Append(Error("SELECT 1/0"))
                .Append(Statement("checkpoint starting: time"));
        }

        Recorded.AllocatesNothing(new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log.ToString())), 1 << 16));
    }

    private static List<Recorded> Read(string log)
    {
        using var reader = new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)));
        List<Recorded> all = Recorded.All(reader);
        Assert.True(reader.Tally.Balances);
        return all;
    }
}
