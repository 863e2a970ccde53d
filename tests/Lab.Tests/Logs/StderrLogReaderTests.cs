using System.Text;
using Seawall.Lab.Logs;
using static Seawall.Lab.Tests.StderrLines;

namespace Seawall.Lab.Tests;

public sealed class StderrLogReaderTests
{
    private const string Time = "2026-11-11 00:00:01.000 UTC";

    [Theory]
    [InlineData("%m [%p] ", Time + " [1234] ", "", "", "")]
    [InlineData("%m [%p] %q%u@%d ", Time + " [1234] shop@main ", "shop", "main", "")]
    [InlineData("%t:%r:%u@%d:[%p]:", "2026-11-11 00:00:01 UTC:10.0.0.7(5000):shop@main:[1234]:", "shop", "main", "")]
    [InlineData("%t:%r:%u@%d:[%p]:", "2026-11-11 00:00:01 UTC:[local]:shop@main:[1234]:", "shop", "main", "")]
    [InlineData("%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "2026-11-11 00:00:01 UTC [1234]: [7-1] user=shop,db=main,app=web 2, x=y,client=10.0.0.7 ", "shop", "main", "web 2, x=y")]
    [InlineData("%n|%p|%-8u|%8d|%a|", "1794355201.000|1234|shop    |    main|web|", "shop", "main", "web")]
    [InlineData("%n %-6p%4l %a: ", "1794355201.000 1234     7 we: b: ", "", "", "we: b")]
    [InlineData("%%%m %P %i %b %h %x %v %Q %e %L %s %c %u %d %a ", "%" + Time + "  SELECT client backend 10.0.0.7 0 3/17 -812 00000 10.0.0.1 2026-11-10 23:59:00 UTC 6745a1c2.4d2 shop main web ", "shop", "main", "web")]
    [InlineData("%m %v %u@%d %a ", Time + "  [unknown]@[unknown] [unknown] ", "", "", "")]
    [InlineData("%m %z[%p] ", Time + " [1234] ", "", "", "")]
    [InlineData("%m [%p] %", Time + " [1234] ", "", "", "")]
    public void Every_escape_of_a_prefix_is_understood(string prefix, string head, string user, string database, string application)
    {
        Recorded e = Assert.Single(Read(head + "LOG:  duration: 1.500 ms  statement: SELECT 1\n", prefix));
        Assert.Equal(("SELECT 1", user, database, application, 1500L), (e.Sql, e.User, e.Database, e.Application, e.DurationMicros));
        Assert.Equal(new DateTimeOffset(2026, 11, 11, 0, 0, 1, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000, e.StartMicros + e.DurationMicros);
    }

    [Fact]
    public void A_process_without_a_session_stops_at_its_mark()
    {
        string log = Time + " [99] LOG:  checkpoint starting: time\n" + Statement("duration: 1 ms  statement: SELECT 1");
        using StderrLogReader reader = Reader(log);
        Assert.Single(Recorded.All(reader));
        Assert.Equal((2L, 0L), (reader.Tally.Records, reader.Tally.BytesSkipped));
    }

    [Fact]
    public void Lines_behind_a_tab_and_labelled_lines_belong_to_their_record()
    {
        string sql = "SELECT 'a\n\tb\n\n'\n2026-11-11 00:00:01.000 UTC [1] LOG:  forged";
        Recorded e = Assert.Single(Read(Statement($"duration: 1 ms  execute s/p: {sql}", "parameters: $1 = 'x\n\ty', $2 = NULL")));
        Assert.Equal((sql, "x\n\ty|NULL", EventKind.Extended), (e.Sql, e.Parameters, e.Kind));
    }

    [Fact]
    public void An_error_is_known_by_its_statement_and_its_values_by_its_context()
    {
        Recorded e = Assert.Single(Read(Error("SELECT\n1/$1", context: "unnamed portal with parameters: $1 = '0'")));
        Assert.Equal(("SELECT\n1/$1", "0", "22012", EventKind.Extended), (e.Sql, e.Parameters, e.SqlState, e.Kind));
    }

    [Theory]
    [InlineData("ERROR:  division by zero", "?????")]
    [InlineData("ERROR:  22012: division by zero", "?????")]
    public void An_error_without_a_state_is_an_error_all_the_same(string error, string state) =>
        Assert.Equal(state, Assert.Single(Read($"{Time} [1] {error}\n{Time} [1] STATEMENT:  SELECT 1/0\n", "%m [%p] ")).SqlState);

    [Fact]
    public void A_verbose_server_tells_the_state_before_the_message()
    {
        List<Recorded> all = Read(
            $"{Time} [1] ERROR:  22012: division by zero\n{Time} [1] LOCATION:  int4div, int.c:846\n{Time} [1] STATEMENT:  SELECT 1/0\n"
            + $"{Time} [1] LOG:  00000: duration: 2.000 ms  statement: SELECT 2\n{Time} [1] LOCATION:  exec_simple_query, postgres.c:1330\n",
            "%m [%p] ");
        Assert.Equal([("SELECT 1/0", "22012"), ("SELECT 2", "")], all.Select(e => (e.Sql, e.SqlState)));
    }

    [Fact]
    public void Interleaved_sessions_keep_their_own_parts()
    {
        List<Recorded> all = Read(
            Statement("duration: 1.000 ms  parse <unnamed>: SELECT $1", line: 1, session: "6745a1c2.1")
            + Statement("statement: SELECT 2", line: 1, session: "6745a1c2.2")
            + Statement("duration: 2.000 ms  execute <unnamed>: SELECT $1", "parameters: $1 = 'a'", line: 2, session: "6745a1c2.1")
            + Statement("duration: 5.000 ms", line: 2, session: "6745a1c2.2"));
        Assert.Equal([("SELECT $1", 3000L, "a", 2u), ("SELECT 2", 5000L, "", 1u)], all.Select(e => (e.Sql, e.DurationMicros, e.Parameters, e.Sequence)));
    }

    [Fact]
    public void A_line_number_counts_records_not_lines()
    {
        List<Recorded> all = Read(
            Statement("duration: 1 ms  execute a: SELECT $1", "parameters: $1 = 'a'", line: 1)
            + Error("SELECT 1/0", context: "x", line: 3)
            + Statement("duration: 1 ms  statement: SELECT 1", line: 6));
        Assert.Equal([1u, 2u, 3u], all.Select(e => e.Sequence));
    }

    [Fact]
    public void Without_a_session_id_process_user_and_database_tell_sessions_apart()
    {
        string Line(string pid, string user) => $"{Time} [{pid}] {user}@main LOG:  duration: 1 ms  statement: SELECT 1\n";
        List<Recorded> all = Read(Line("1", "a") + Line("2", "a") + Line("1", "a") + Line("1", "b"), "%m [%p] %q%u@%d ");
        Assert.Equal([0, 1, 0, 2], all.Select(e => all.Select(x => x.Session).Distinct().ToList().IndexOf(e.Session)));
    }

    [Fact]
    public void A_zone_abbreviation_is_told_by_session_id_and_start()
    {
        // 6745a1c2 is 2024-11-26 10:24:02 UTC.
        const string prefix = "%m %c %s ";
        string log = "2024-11-26 18:24:03.000 CST 6745a1c2.4d2 2024-11-26 18:24:02 CST LOG:  duration: 1.000 ms  statement: SELECT 1\n";
        Assert.Equal((0x6745a1c2L * 1_000_000) + 999_000, Read(log, prefix)[0].StartMicros);
        using StderrLogReader reader = Reader("2024-11-26 18:24:03.000 CST LOG:  duration: 1.000 ms  statement: SELECT 1\n", "%m ");
        Recorded.All(reader);
        Assert.Equal("CST", reader.UnknownZone);
    }

    [Fact]
    public void Every_byte_is_accounted_for_by_reason()
    {
        string good = Statement("duration: 1 ms  statement: SELECT 1");
        string orphan = Line(Head(), "DETAIL", "parameters: $1 = '1'");
        string cut = Statement("duration: 1 ms  statement: SELECT 'two\nlines'")[..^5];
        string other = Time + " [99] LOG:  checkpoint starting: time\n";
        string log = "\ttail of an older record\n" + good + "garbage\n" + orphan + other + good + cut;
        using StderrLogReader reader = Reader(log, bufferSize: 64);
        Assert.Equal(2, Recorded.All(reader).Count);
        InputTally tally = reader.Tally;
        Assert.True(tally.Balances);
        int secondLine = cut.Length - cut.IndexOf('\n', StringComparison.Ordinal) - 1;
        Assert.Equal((log.Length, 2 * good.Length, other.Length, 3), (tally.BytesRead, tally.BytesOfStatements, tally.BytesOfOthers, tally.Breaks));
        Assert.Equal(
            new SkippedBytes { NoRecord = "\ttail of an older record\n".Length + "garbage\n".Length + secondLine, Broken = orphan.Length, Unended = cut.Length - secondLine },
            tally.Skipped);
    }

    [Fact]
    public void Any_cut_and_any_buffer_give_the_same_events_up_to_the_cut()
    {
        string log = Statement("duration: 1 ms  statement: SELECT 'a\nb'") + Error("SELECT\n1/0", line: 2) + Statement("duration: 1 ms  execute a: SELECT $1", "parameters: $1 = 'x'", line: 5);
        List<Recorded> whole = Read(log);
        for (int cut = 0; cut <= log.Length; cut++)
        {
            using StderrLogReader reader = Reader(log[..cut], bufferSize: 32);
            List<Recorded> events = Recorded.All(reader);
            Assert.True(events.Count <= whole.Count);
            Assert.True(reader.Tally.Balances, $"cut at {cut}");
            Assert.Equal(cut, reader.Tally.BytesRead);
        }
    }

    [Fact]
    public void A_line_made_to_fit_in_countless_ways_is_given_up_soon()
    {
        using StderrLogReader reader = Reader(Time + new string(' ', 2000) + "\n", "%m %u %d %a %h %r %b %i ");
        Assert.Empty(Recorded.All(reader));
        Assert.True(reader.Tally.Balances);
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

        Recorded.AllocatesNothing(Reader(log.ToString()));
    }

    private static List<Recorded> Read(string log, string prefix = Prefix)
    {
        using StderrLogReader reader = Reader(log, prefix);
        List<Recorded> all = Recorded.All(reader);
        Assert.True(reader.Tally.Balances);
        return all;
    }

    private static StderrLogReader Reader(string log, string prefix = Prefix, int bufferSize = 1 << 16) => new(new MemoryStream(Encoding.UTF8.GetBytes(log)), prefix, bufferSize);
}
