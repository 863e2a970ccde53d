using System.Globalization;
using System.Text;
using Seawall.Lab.Logs;
using Seawall.Lab.MySql;

namespace Seawall.Lab.Tests.MySql;

public sealed class SlowLogReaderTests
{
    private const string Figures = "# Query_time: 0.250000  Lock_time: 0.000010 Rows_sent: 3  Rows_examined: 40\n";
    private const string Head =
        "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\nTime                 Id Command    Argument\n";

    [Fact]
    public void A_record_of_mysql_8_is_read_whole()
    {
        Recorded e = Assert.Single(Read(Head + "# Time: 2024-05-01T12:00:00.500000Z\n# User@Host: shop[shop] @ web-1 [10.0.0.7]  Id:    12\n" + Figures
            + "use mall;\nSET timestamp=1714564800;\nselect *\nfrom items;\n"));
        Assert.Equal(("select *\nfrom items", "shop", "web-1", "mall", 12UL), (e.Sql, e.User, e.Host, e.Database, e.Session));
        Assert.Equal((Micros("2024-05-01T12:00:00.25Z"), 250_000L, 10L, 3L, 40L), (e.StartMicros, e.DurationMicros, e.LockMicros, e.Rows, e.RowsExamined));
    }

    [Fact]
    public void Log_slow_extra_tells_start_thread_and_error()
    {
        Recorded e = Assert.Single(Read("# Time: 2024-05-10T17:45:09.474988+08:00\n# User@Host: shop[shop] @ localhost []  Id:    12\n"
            + "# Query_time: 0.000244  Lock_time: 0.000003 Rows_sent: 0  Rows_examined: 0 Thread_id: 14 Errno: 1146 Killed: 0 Bytes_received: 22 Bytes_sent: 56 Read_first: 1 Read_last: 0 "
            + "Created_tmp_disk_tables: 0 Created_tmp_tables: 0 Start: 2024-05-10T17:45:09.474700+08:00 End: 2024-05-10T17:45:09.474988+08:00 Schema: mall Rows_affected: 7\n"
            + "SET timestamp=1715334309;\nselect * from t;\n"));
        Assert.Equal((14UL, "42S02", "mall", 7L, Micros("2024-05-10T09:45:09.4747Z"), 244L), (e.Session, e.SqlState, e.Database, e.Rows, e.StartMicros, e.DurationMicros));
    }

    [Fact]
    public void Percona_writes_more_lines()
    {
        Recorded e = Assert.Single(Read("# Time: 130601  8:01:06\n# User@Host: a[b] @ db-01 [127.0.0.1]  Id:    42\n# Schema: imdb  Last_errno: 1213  Killed: 0\n"
            + "# Query_time: 7.725616  Lock_time: 0.000328  Rows_sent: 0  Rows_examined: 1543720  Rows_affected: 5\n# Bytes_sent: 272  Tmp_tables: 0\n"
            + "# QC_Hit: No  Full_scan: Yes  Full_join: No\n#   InnoDB_IO_r_ops: 6415  InnoDB_IO_r_wait: 0.1\n# No InnoDB statistics available for this query\n"
            + "SET last_insert_id=5,insert_id=6,timestamp=1370073666;\nupdate t set a=1;\n"));
        Assert.Equal(("b", "db-01", "imdb", "40001", 42UL, 5L), (e.User, e.Host, e.Database, e.SqlState, e.Session, e.Rows));
        Assert.Equal((1370073666_000_000 - 7_725_616, 7_725_616L), (e.StartMicros, e.DurationMicros));
    }

    [Fact]
    public void MariaDB_writes_the_time_once_a_second_and_the_timestamp_of_the_start()
    {
        List<Recorded> all = Read("# Time: 261123  5:20:43\n# User@Host: root[root] @ localhost []\n# Thread_id: 3  Schema:   QC_hit: No\n"
            + "# Query_time: 1.200862  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0\n# Rows_affected: 0  Bytes_sent: 67\n#\n# explain: id\tselect_type\n# explain: 1\tSIMPLE\n#\n"
            + "SET timestamp=1795411243;\nselect sleep(1.2);\n# User@Host: root[root] @ localhost [::1]\n# Thread_id: 4  Schema: shop  QC_hit: No\n" + Figures
            + "use `shop`;\nSET timestamp=1795411243.5;\ncommit;\n");
        Assert.Equal([(1795411243_000_000, 3UL, ""), (1795411243_500_000, 4UL, "shop")], all.Select(e => (e.StartMicros, e.Session, e.Database)));
    }

    [Fact]
    public void A_database_holds_until_another_is_used_or_the_server_starts_again()
    {
        const string record = "# User@Host: a[a] @ h []  Id: 1\n" + Figures;
        List<Recorded> all = Read($"{record}use a;\nSET timestamp=1;\nq1;\n{record}SET timestamp=1;\nq2;\n{record}use `b c`;\nSET timestamp=1;\nq3;\n{Head}{record}SET timestamp=1;\nq4;\n{record}use d;\n");
        Assert.Equal([("q1", "a"), ("q2", "a"), ("q3", "b c"), ("q4", ""), ("use d", "")], all.Select(e => (e.Sql, e.Database)));
        Assert.NotEqual(all[0].Session, all[3].Session);
    }

    [Fact]
    public void Texts_may_hold_what_looks_like_the_log_itself()
    {
        string[] texts = ["insert into t values ('b;\n# Time: 240501 12:00:00\nx')", "# comment\nselect 1", "select ';\n\n'", "create procedure p() begin select 1;\nselect 2;\nend", "SET timestamp=5"];
        string log = string.Concat(texts.Select(t => "# Time: 2024-05-01T12:00:00.500000Z\n# User@Host: a[a] @ h []  Id: 1\n" + Figures + $"SET timestamp=1;\n{t};\n"));
        Assert.Equal(texts, Read(log).Select(e => e.Sql));
    }

    [Fact]
    public void Commands_of_the_protocol_are_no_statements_and_a_prepare_s_time_joins_its_execute()
    {
        const string record = "# User@Host: a[a] @ h []  Id: 1\n" + Figures + "SET timestamp=10;\n";
        Recorded e = Assert.Single(Read($"{record}# administrator command: Prepare;\n{record}select 1;\n{record}# administrator command: Close stmt;\n{record}# administrator command: Quit;\n"));
        Assert.Equal((EventKind.Extended, "select 1", 500_000L), (e.Kind, e.Sql, e.DurationMicros));
    }

    [Fact]
    public void Damage_is_counted_and_the_next_record_is_found()
    {
        string good = "# User@Host: a[a] @ h []  Id: 1\n" + Figures + "SET timestamp=1;\nselect 1;\n";
        string log = "tail of an older text;\n" + good + "# User@Host: a[a] @ h []\n" + good + "garbage\n" + good + good[..60];
        using var reader = new SlowLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: 32);
        Assert.Equal(3, Recorded.All(reader).Count);
        Assert.True(reader.Tally.Balances);
        Assert.Equal((log.Length, 3 * good.Length), (reader.Tally.BytesRead, reader.Tally.BytesOfStatements));
    }

    [Fact]
    public void Any_cut_and_any_buffer_give_the_same_events_up_to_the_cut()
    {
        string log = Head + "# Time: 2024-05-01T12:00:00.500000Z\n# User@Host: a[a] @ h []  Id: 1\n" + Figures + "use a;\nSET timestamp=1;\nselect 'a;\nb';\n" + Head
            + "# User@Host: a[a] @ h []  Id: 1\n" + Figures + "SET timestamp=1;\nselect 2;\n";
        List<Recorded> whole = Read(log);
        Assert.Equal(2, whole.Count);
        for (int cut = 0; cut <= log.Length; cut++)
        {
            using var reader = new SlowLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log[..cut])), bufferSize: 16);
            Assert.True(Recorded.All(reader).Count <= whole.Count);
            Assert.True(reader.Tally.Balances, $"cut at {cut}");
            Assert.Equal(cut, reader.Tally.BytesRead);
        }

        for (int buffer = 1; buffer < 300; buffer++)
        {
            using var reader = new SlowLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: buffer);
            Assert.Equal(whole, Recorded.All(reader));
            Assert.Equal(0, reader.Tally.BytesSkipped);
        }
    }

    [Fact]
    public void Reading_a_record_allocates_nothing()
    {
        string log = string.Concat(Enumerable.Range(0, 4000).Select(i => $"# Time: 2024-05-01T12:00:00.{i:000000}Z\n# User@Host: a[a] @ h []  Id: {i % 90}\n" + Figures
            + $"use d{i % 3};\nSET timestamp=1;\nselect {i};\n" + (i % 5 == 0 ? "# Time: 240501 12:00:00\n# User@Host: a[a] @ h []  Id: 1\n" + Figures + "SET timestamp=1;\n# administrator command: Prepare;\n" : "")));
        Recorded.AllocatesNothing(new SlowLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: 1 << 16));
    }

    private static long Micros(string iso) => (DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static List<Recorded> Read(string log)
    {
        using var reader = new SlowLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)));
        List<Recorded> all = Recorded.All(reader);
        Assert.True(reader.Tally.Balances);
        Assert.Equal(0, reader.Tally.BytesSkipped);
        return all;
    }
}
