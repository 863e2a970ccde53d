using System.IO.Compression;
using System.Text;
using Seawall.Lab.Analysis;
using Seawall.Lab.Logs;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Tests.MySql;

public sealed class MySqlDetectionTests : IDisposable
{
    private const string Slow = "# Time: 2024-05-01T12:00:00.500000Z\n# User@Host: a[a] @ h []  Id: 1\n# Query_time: 0.25  Lock_time: 0.1 Rows_sent: 3  Rows_examined: 40\nSET timestamp=1;\nselect \"a\" from t;\n";
    private const string General = "2024-05-01T12:00:00.100000Z\t    1 Query\tselect \"a\" from t\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-mysql-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Slow, "mysql slow log", false)]
    [InlineData(General, "mysql general log", false)]
    [InlineData(Slow, "mysql slow log", true)]
    [InlineData(General, "mysql general log", true)]
    public void The_content_tells_the_log_packed_or_not(string log, string format, bool packed)
    {
        using EventSource source = EventSource.Open(Write(log, packed));
        Assert.Equal((format, 1), (source.Format, Recorded.All(source).Count));
    }

    [Theory]
    [InlineData(null, "select ? from t")]
    [InlineData("ANSI_QUOTES,STRICT_TRANS_TABLES", "select a from t")]
    public void The_mode_decides_what_double_quotes_hold(string? mode, string expected)
    {
        var analyzer = new LogAnalyzer(3);
        using EventSource source = EventSource.Open(Write(Slow), sqlMode: mode);
        analyzer.Read(source, CancellationToken.None);
        Assert.Equal(expected, Assert.Single(analyzer.Report().ByTime).Sql);
    }

    [Fact]
    public void One_run_may_mix_servers()
    {
        var analyzer = new LogAnalyzer(3);
        foreach (string log in (string[])[Slow, CsvLines.Statement("duration: 1 ms  statement: SELECT \"a\" FROM t"), General])
        {
            using EventSource source = EventSource.Open(Write(log));
            analyzer.Read(source, CancellationToken.None);
        }

        AnalysisReport report = analyzer.Report();
        Assert.Equal([("select ? from t", 2L), ("select a from t", 1L)], report.ByCalls.Select(s => (s.Sql, s.Calls)));
        Assert.Equal(3, Assert.Single(report.Tables).Calls);
    }

    [Fact]
    public void Statements_of_mysql_are_not_packed()
    {
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Packer.Pack([Write(Slow)], Path.Combine(_folder, "lanes"), new PackOptions(), CancellationToken.None));
        Assert.Contains("is a mysql slow log: only statements for PostgreSQL can be replayed", refusal.Message, StringComparison.Ordinal);
    }

    private string Write(string log, bool packed = false)
    {
        string path = Path.Combine(_folder, "some.file");
        using Stream file = File.Create(path);
        using Stream content = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        content.Write(Encoding.UTF8.GetBytes(log));
        return path;
    }
}
