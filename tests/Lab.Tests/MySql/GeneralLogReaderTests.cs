using System.Globalization;
using System.Text;
using Seawall.Lab.Logs;
using Seawall.Lab.MySql;

namespace Seawall.Lab.Tests.MySql;

public sealed class GeneralLogReaderTests
{
    private const string Head = "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\nTime                 Id Command    Argument\n";

    [Fact]
    public void A_session_of_mysql_8_is_read_from_connect_to_quit()
    {
        List<Recorded> all = Read(Head + "2024-05-01T12:00:00.100000Z\t   12 Connect\tshop@web-1 on mall using TCP/IP\n2024-05-01T12:00:00.200000Z\t   12 Query\tselect *\nfrom items\n"
            + "2024-05-01T12:00:00.300000Z\t   12 Init DB\tother\n2024-05-01T20:00:00.400000+08:00\t   12 Query\tselect 2\n2024-05-01T12:00:00.500000Z\t   12 Quit\t\n"
            + "2024-05-01T12:00:00.600000Z\t   12 Query\tselect 3\n");
        Assert.Equal(
            [("select *\nfrom items", "shop", "web-1", "mall", At(0.2)), ("select 2", "shop", "web-1", "other", At(0.4)), ("select 3", "", "", "", At(0.6))],
            all.Select(e => (e.Sql, e.User, e.Host, e.Database, e.StartMicros)));
        Assert.All(all, e => Assert.Equal((-1L, -1L, 12UL), (e.DurationMicros, e.Rows, e.Session)));

        static long At(double seconds) => (DateTimeOffset.Parse("2024-05-01T12:00:00Z", CultureInfo.InvariantCulture).AddSeconds(seconds) - DateTimeOffset.UnixEpoch).Ticks / 10;
    }

    [Fact]
    public void MariaDB_leaves_the_time_out_while_its_second_lasts()
    {
        using var reader = new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(
            "mariadbd, Version: 10.11.6-MariaDB-log (Debian 12). started with:\nTcp port: 3306  Unix socket: /s\nTime\t\t    Id Command\tArgument\n"
            + "240501  8:00:00\t     3 Connect\troot@localhost on  using Socket\n\t\t     3 Query\tuse `shop`\n\t\t     3 Query\tinsert into t values ('\n\t\tx\n 5 Query\ty')\n"
            + "240501 18:00:01\t     3 Query\tcommit\n\t\t     3 Field List\titems\n\t\t     3 Change user\tapp@10.0.0.7 as role on mall\n\t\t     3 Query\tselect 1\n")));
        List<Recorded> all = Recorded.All(reader);
        Assert.Equal(
            [("use `shop`", "root", "shop", 1714550400L), ("insert into t values ('\n\t\tx\n 5 Query\ty')", "root", "shop", 1714550400), ("commit", "root", "shop", 1714586401), ("select 1", "app", "mall", 1714586401)],
            all.Select(e => (e.Sql, e.User, e.Database, e.StartMicros / 1_000_000)));
        Assert.Equal(("SYSTEM", 0L, true), (reader.UnknownZone, reader.Tally.BytesSkipped, reader.Tally.Balances));
    }

    [Fact]
    public void An_execute_counts_once_with_what_it_runs()
    {
        List<Recorded> all = Read("240501 12:00:00\t     3 Prepare\tselect * from t where a = ?\n\t\t     3 Execute\tselect * from t where a = 5\n\t\t     3 Close stmt\t\n"
            + "\t\t     3 Query\tEXECUTE s USING @a\n\t\t     4 Query\tselect 4\n\t\t     3 Execute\tselect 7\n\t\t     3 Query\texecute missing\n\t\t     3 Query\tselect 8\n\t\t     3 Query\texecute last\n");
        Assert.Equal(
            [(EventKind.Extended, "select * from t where a = 5"), (EventKind.Simple, "select 4"), (EventKind.Extended, "select 7"), (EventKind.Simple, "execute missing"), (EventKind.Simple, "select 8"), (EventKind.Simple, "execute last")],
            all.Select(e => (e.Kind, e.Sql)));
    }

    [Fact]
    public void Damage_is_counted_and_the_next_record_is_found()
    {
        string log = "rest of an older text\n\t\t     3 Query\tselect 1\n\t\t     3 Unheard\tx\n240501 12:00:00\t     3 Query\tselect 2";
        using var reader = new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: 16);
        Assert.Equal(["select 1\n\t\t     3 Unheard\tx", "select 2"], Recorded.All(reader).Select(e => e.Sql));
        Assert.Equal((22L, 1L, true), (reader.Tally.BytesSkipped, reader.Tally.Breaks, reader.Tally.Balances));
    }

    [Fact]
    public void Any_cut_and_any_buffer_give_the_same_events_up_to_the_cut()
    {
        string log = Head + "2024-05-01T12:00:00.200000Z\t   12 Query\tselect *\nfrom\n\n\titems\n" + Head + "240501  8:00:00\t     3 Query\tselect 1\n\t\t     3 Query\tselect 2\n";
        List<Recorded> whole = Read(log);
        Assert.Equal(3, whole.Count);
        for (int cut = 0; cut <= log.Length; cut++)
        {
            using var reader = new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log[..cut])), bufferSize: 16);
            Assert.True(Recorded.All(reader).Count <= whole.Count);
            Assert.True(reader.Tally.Balances, $"cut at {cut}");
            Assert.Equal(cut, reader.Tally.BytesRead);
        }

        for (int buffer = 1; buffer < 300; buffer++)
        {
            using var reader = new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: buffer);
            Assert.Equal(whole, Recorded.All(reader));
            Assert.Equal(0, reader.Tally.BytesSkipped);
        }
    }

    [Fact]
    public void Reading_a_record_allocates_nothing()
    {
        string log = string.Concat(Enumerable.Range(0, 4000).Select(i =>
            $"2024-05-01T12:00:00.{i:000000}Z\t {i % 50} Connect\tshop@h on d using Socket\n\t\t {i % 50} Query\tselect\n {i}\n\t\t {i % 50} Query\texecute s\n\t\t {i % 50} Execute\tselect {i}\n\t\t {i % 50} Quit\t\n"));
        Recorded.AllocatesNothing(new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), bufferSize: 1 << 16));
    }

    private static List<Recorded> Read(string log)
    {
        using var reader = new GeneralLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)));
        List<Recorded> all = Recorded.All(reader);
        Assert.True(reader.Tally.Balances);
        Assert.Equal(0, reader.Tally.BytesSkipped);
        return all;
    }
}
