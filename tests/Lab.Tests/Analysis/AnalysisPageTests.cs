using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;
using Seawall.Lab.MySql;

namespace Seawall.Lab.Tests;

public sealed partial class AnalysisPageTests
{
    private const string Slow =
        "# Time: 2026-11-11T00:00:01.500000Z\n# User@Host: trade[trade] @ web-1 []  Id: 7\n"
        + "# Query_time: 0.250000  Lock_time: 0.010000 Rows_sent: 3  Rows_examined: 400\nSET timestamp=1794355201;\nselect * from orders where id = 5 and note = '<b>';\n"
        + "# Time: 2026-11-11T00:00:02.000000Z\n# User@Host: catalog[catalog] @ web-2 []  Id: 8\n"
        + "# Query_time: 0.001000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1 Thread_id: 8 Errno: 1146 Killed: 0\nSET timestamp=1794355202;\nselect 1 from items;\n";

    [Fact]
    public void The_page_says_what_was_read_and_what_used_the_database()
    {
        string html = Page(new SlowLogReader(Stream(Slow)));
        Assert.Equal(
            """
            Analysis of a log
            2026-11-11 00:00:01 to 2026-11-11 00:00:02 UTC · 1 file · 476 bytes
            2 statements
            1 failed · 2 different ones · 0.25 s in the database · 100 % of it in one: select * from orders where id = ? and note = ?
            Statements by time
            statement | calls | errors | rows | examined | total | locks | p50 | p95 | p99 | max
            select * from orders where id = ? and note = ? | 1 | 0 | 3 | 400 | 0.25 s | 0.01 s | 250.00 ms | 250.00 ms | 250.00 ms | 250.00 ms
            select ? from items | 1 | 1 | 1 | 1 | 0.00 s | 0.00 s | 1.00 ms | 1.00 ms | 1.00 ms | 1.00 ms
            [How long one call takes: p95, and from p50 to p99]
            Businesses
            [Time in the database]
            """,
            Shown(html).Split("business |")[0].TrimEnd());
        Assert.EndsWith(
            """
            Slowest
            took | at | who | from | statement
            250.00 ms | 11-11 00:00:01.250 | trade | web-1 | select * from orders where id = 5 and note = '<b>'
            1.00 ms | 11-11 00:00:01.999 | catalog (failed) | web-2 | select 1 from items
            Statements by calls
            statement | calls | errors | rows | examined | total | locks | p50 | p95 | p99 | max
            select * from orders where id = ? and note = ? | 1 | 0 | 3 | 400 | 0.25 s | 0.01 s | 250.00 ms | 250.00 ms | 250.00 ms | 250.00 ms
            select ? from items | 1 | 1 | 1 | 1 | 0.00 s | 0.00 s | 1.00 ms | 1.00 ms | 1.00 ms | 1.00 ms
            Statements by rows
            statement | calls | errors | rows | examined | total | locks | p50 | p95 | p99 | max
            select * from orders where id = ? and note = ? | 1 | 0 | 3 | 400 | 0.25 s | 0.01 s | 250.00 ms | 250.00 ms | 250.00 ms | 250.00 ms
            select ? from items | 1 | 1 | 1 | 1 | 0.00 s | 0.00 s | 1.00 ms | 1.00 ms | 1.00 ms | 1.00 ms
            What was read
            476 bytes = 476 of statements + 0 of other records + 0 skipped.
            file | format | prefix | records | statements | bytes | skipped
            a.log | mysql slow log | – | 2 | 2 | 476 | 0
            """,
            Shown(html),
            StringComparison.Ordinal);
        Assert.DoesNotContain("<b>'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_log_does_not_tell_has_no_column_and_what_was_skipped_is_said_first()
    {
        string shown = Shown(Page(new GeneralLogReader(Stream("garbage\n240501 12:00:00\t     3 Query\tselect 1\n"))));
        Assert.Contains("1 statements\n0 failed · 1 different ones\n8 bytes skipped\nReading lost its place 1 time;", shown, StringComparison.Ordinal);
        Assert.Contains("Statements by time\nThe log tells none.\n", shown, StringComparison.Ordinal);
        Assert.Contains("Slowest\nThe log tells no times.\nStatements by calls\nstatement | calls\nselect ? | 1\n", shown, StringComparison.Ordinal);
        Assert.Contains("| 1 | 1 | 46 | 8 where no record begins\na.log: the log does not tell the offset of the zone SYSTEM; its times are taken as UTC.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_that_was_stopped_says_so()
    {
        using var stop = new CancellationTokenSource();
        var analyzer = new LogAnalyzer(3);
        using var reader = new SlowLogReader(Stream(Slow));
        stop.Cancel();
        analyzer.Read(reader, stop.Token, "a.log");
        AnalysisReport report = analyzer.Report();
        Assert.Equal((true, 1L), (report.Interrupted, report.Statements));
        Assert.Contains("Stopped before the end\n", Shown(AnalysisPage.Of(report).ToHtml()), StringComparison.Ordinal);
    }

    private static string Page(EventSource source)
    {
        using (source)
        {
            var analyzer = new LogAnalyzer(10);
            analyzer.Read(source, CancellationToken.None, "a.log");
            return AnalysisPage.Of(analyzer.Report()).ToHtml();
        }
    }

    private static MemoryStream Stream(string log) => new(Encoding.UTF8.GetBytes(log));

    /// <summary>The page's words: a line for each paragraph and row, cells parted by bars, charts by their titles.</summary>
    private static string Shown(string html)
    {
        string body = html[html.IndexOf("<header>", StringComparison.Ordinal)..];
        body = Chart().Replace(body, "[$1]\n");
        body = Cell().Replace(body, " | ");
        body = Line().Replace(body, "\n");
        body = WebUtility.HtmlDecode(Tag().Replace(body, ""));
        return string.Join('\n', body.Split('\n').Where(line => line.Trim().Length > 0).Select(line => line.TrimStart()));
    }

    [GeneratedRegex("<svg.*?<title>(.*?)</title>.*?</svg>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Chart();

    [GeneratedRegex("</t[dh]><t[dh][^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Cell();

    [GeneratedRegex("</(?:h1|h2|p|tr|b|span|thead)>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Line();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tag();
}
