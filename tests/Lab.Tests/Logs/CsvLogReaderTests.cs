using System.Text;
using Seawall.Lab.Logs;
using static Seawall.Lab.Tests.CsvLines;

namespace Seawall.Lab.Tests;

public sealed class CsvLogReaderTests
{
    [Fact]
    public void A_simple_statement_starts_its_duration_before_its_line()
    {
        Recorded e = Assert.Single(Recorded.All(Statement("duration: 250.125 ms  statement: SELECT 1")));
        Assert.Equal((EventKind.Simple, "SELECT 1", 250_125L), (e.Kind, e.Sql, e.DurationMicros));
        Assert.Equal(new DateTimeOffset(2026, 11, 11, 0, 0, 0, 749, TimeSpan.Zero).ToUnixTimeMilliseconds(), e.StartMicros / 1000);
        Assert.Equal("main", e.Database);
    }

    [Fact]
    public void Parse_and_bind_join_their_execute()
    {
        Recorded e = Assert.Single(Recorded.All(
            Statement("duration: 0.100 ms  parse <unnamed>: SELECT $1")
            + Statement("duration: 0.020 ms  bind <unnamed>: SELECT $1", "parameters: $1 = '7'")
            + Statement("duration: 0.003 ms  execute <unnamed>: SELECT $1", "parameters: $1 = '7'")));
        Assert.Equal((EventKind.Extended, "7", 123L), (e.Kind, e.Parameters, e.DurationMicros));
    }

    [Theory]
    [InlineData("parameters: $1 = 'a', $2 = NULL, $3 = ''", "a|NULL|")]
    [InlineData("parameters: $1 = 'it''s', $2 = 'x, $3 = ''y'''", "it's|x, $3 = 'y'")]
    [InlineData("Parameters: $1 = 'two\nlines'", "two\nlines")]
    [InlineData("parameters: $1 = 'cut", "|BROKEN")]
    public void Parameters_are_taken_apart(string detail, string expected) =>
        Assert.Equal(expected, Assert.Single(Recorded.All(Statement("duration: 1 ms  execute a: SELECT $1", detail))).Parameters);

    [Fact]
    public void A_failed_statement_is_known_by_its_error()
    {
        Recorded e = Assert.Single(Recorded.All(Error("SELECT 1/0")));
        Assert.Equal((EventKind.Simple, "SELECT 1/0", "22012", -1L), (e.Kind, e.Sql, e.SqlState, e.DurationMicros));
    }

    [Fact]
    public void A_failed_extended_statement_finds_its_values_in_the_context()
    {
        Recorded e = Assert.Single(Recorded.All(
            Statement("duration: 0.1 ms  parse <unnamed>: SELECT 1/$1::int")
            + Error("SELECT 1/$1::int", context: "unnamed portal with parameters: $1 = '0'\nSQL function \"f\"")));
        Assert.Equal((EventKind.Extended, "0"), (e.Kind, e.Parameters));
    }

    [Fact]
    public void A_text_logged_before_its_time_waits_for_it()
    {
        List<Recorded> all = Recorded.All(
            Statement("statement: SELECT 1") + Statement("duration: 2.500 ms") + Statement("statement: SELECT 2") + Error("SELECT 2") + Statement("statement: SELECT 3"));
        Assert.Equal([("SELECT 1", 2500L, ""), ("SELECT 2", 0L, "22012"), ("SELECT 3", -1L, "")], all.Select(e => (e.Sql, e.DurationMicros, e.SqlState)));
    }

    [Fact]
    public void A_held_text_that_nothing_completes_comes_before_the_next()
    {
        List<Recorded> all = Recorded.All(Statement("statement: CREATE TABLE a()") + Statement("duration: 1.000 ms  statement: SELECT 1"));
        Assert.Equal(["CREATE TABLE a()", "SELECT 1"], all.Select(e => e.Sql));
    }

    [Fact]
    public void A_further_fetch_is_more_of_the_same_statement() =>
        Assert.Equal(
            [EventKind.Extended, EventKind.Continuation],
            Recorded.All(Statement("duration: 1 ms  execute s1/p1: SELECT 1") + Statement("duration: 1 ms  execute fetch from s1/p1: SELECT 1")).Select(e => e.Kind));

    [Theory]
    [InlineData("2026-11-11 08:00:01.000 +08")]
    [InlineData("2026-11-10 19:00:01.000 -05")]
    [InlineData("2026-11-11 00:00:01.000 GMT")]
    public void Zones_are_undone(string time) =>
        Assert.Equal(
            Recorded.All(Statement("duration: 1.000 ms  statement: SELECT 1"))[0].StartMicros,
            Recorded.All(Statement("duration: 1.000 ms  statement: SELECT 1", time: time))[0].StartMicros);

    [Fact]
    public void A_zone_abbreviation_is_told_from_the_session_start()
    {
        // 6745a1c2 is 2024-11-26 10:24:02 UTC.
        string line = Statement("duration: 1.000 ms  statement: SELECT 1", time: "2024-11-26 18:24:03.000 CST").Replace("2026-11-10 23:59:00 UTC", "2024-11-26 18:24:02 CST", StringComparison.Ordinal);
        Assert.Equal(0x6745a1c2L * 1_000_000 + 999_000, Recorded.All(line)[0].StartMicros);
    }

    [Fact]
    public void Quotes_newlines_and_headers_inside_a_statement_are_its_text()
    {
        string sql = "SELECT \"a\", 'x\n2026-11-11 00:00:01.000 UTC,\"evil\"\n', \"b\"";
        Assert.Equal(sql, Assert.Single(Recorded.All(Statement($"duration: 1 ms  statement: {sql}"))).Sql);
    }

    [Fact]
    public void Every_byte_is_accounted_for_and_damage_costs_only_itself()
    {
        string good = Statement("duration: 1 ms  statement: SELECT 1");
        string other = Statement("checkpoint starting: time");
        string cut = Statement("duration: 1 ms  statement: SELECT 'cut")[..^60] + "\n";
        string log = "tail of an older record\"\n" + good + other + cut + good + "garbage\n" + good + good[..40];
        using var reader = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), 64);
        Assert.Equal(3, Recorded.All(reader).Count);
        InputTally tally = reader.Tally;
        Assert.True(tally.Balances);
        Assert.Equal((log.Length, 3 * good.Length, other.Length, 4), (tally.BytesRead, tally.BytesOfStatements, tally.BytesOfOthers, tally.Breaks));
    }

    [Fact]
    public void Any_cut_and_any_buffer_give_the_same_events_up_to_the_cut()
    {
        string log = Statement("duration: 1 ms  statement: SELECT 'a\"\nb'") + Error("SELECT 1/0") + Statement("duration: 1 ms  execute a: SELECT $1", "parameters: $1 = 'x'");
        int whole = Recorded.All(log).Count;
        for (int cut = 0; cut <= log.Length; cut++)
        {
            using var reader = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log[..cut])), 32);
            Assert.True(Recorded.All(reader).Count <= whole);
            Assert.True(reader.Tally.Balances, $"cut at {cut}");
            Assert.Equal(cut, reader.Tally.BytesRead);
        }
    }

    [Fact]
    public void Older_servers_with_fewer_columns_are_read()
    {
        string line = Statement("duration: 1 ms  statement: SELECT 1").Replace(",\"client backend\",,0\n", "\n", StringComparison.Ordinal);
        Assert.Single(Recorded.All(line));
    }

    [Fact]
    public void Reading_a_record_allocates_nothing()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 2000; i++)
        {
            log.Append(Statement($"duration: 0.1 ms  parse <unnamed>: SELECT \"x\" FROM t WHERE a = {i}"))
                .Append(Statement($"duration: 0.1 ms  execute <unnamed>: SELECT \"x\" FROM t WHERE a = {i}", "parameters: $1 = 'it''s'"))
                .Append(Error("SELECT 1/0"))
                .Append(Statement("checkpoint starting: time"));
        }

        Recorded.AllocatesNothing(new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log.ToString())), 1 << 16));
    }
}
