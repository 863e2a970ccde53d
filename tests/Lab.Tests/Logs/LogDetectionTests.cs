using System.IO.Compression;
using System.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

public sealed class LogDetectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-detect-").FullName;

    private const string Message = "duration: 1 ms  statement: SELECT 1";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_content_tells_the_format_whatever_the_name()
    {
        Assert.Equal(("csvlog", null, 1), Open(CsvLines.Statement(Message)));
        Assert.Equal(("jsonlog", null, 1), Open(JsonLines.Statement(Message)));
        Assert.Equal(("stderr", StderrLines.Prefix, 1), Open(StderrLines.Statement(Message), StderrLines.Prefix));
        Assert.Equal(("empty", null, 0), Open(""));
    }

    [Fact]
    public void Compression_is_told_by_content_too()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(JsonLines.Statement(Message)));
        }

        Assert.Equal(("jsonlog", null, 1), Open(packed.ToArray(), null, out _));
    }

    [Theory]
    [InlineData("2026-11-11 00:00:01.000 UTC [1234] ", "%m [%p] %q%u@%d ", "known")]
    [InlineData("2026-11-11 00:00:01.000 UTC [1234] shop@main ", "%m [%p] %q%u@%d ", "known")]
    [InlineData("2026-11-11 00:00:01 UTC:10.0.0.7(5000):shop@main:[1234]:", "%t:%r:%u@%d:[%p]:", "known")]
    [InlineData("2026-11-11 00:00:01 UTC [1234]: user=shop,db=main,app=web,client=10.0.0.7 ", "%t [%p]: user=%u,db=%d,app=%a,client=%h ", "known")]
    [InlineData("2026-11-11 00:00:01.000 UTC [1234]: [5-1] db=main,user=shop ", "%m [%p]: [%l-1] db=%d,user=%u ", "known")]
    [InlineData("2026-11-11 00:00:01 UTC-6745a1c2.4d2-", "%t-%c-", "known")]
    [InlineData("< 2026-11-11 00:00:01.000 CET > ", "< %m > ", "known")]
    [InlineData("1794355201.123 [1234] 6745a1c2.4d2 db=main user=shop app=web host=10.0.0.7(5000) 3/17 ", "%n [%p] %c %qdb=%d user=%u app=%a host=%r %v ", "inferred")]
    [InlineData("db01 2026-11-11 00:00:01.000 UTC 1234 7 shop@main web ", "db01 %m %p %l %q%u@%d %a ", "inferred")]
    public void A_prefix_is_found_by_itself(string head, string prefix, string origin)
    {
        string path = Write(Encoding.UTF8.GetBytes($"{head}LOG:  {Message}\n{head}ERROR:  division by zero\n{head}STATEMENT:  SELECT 1/0\n"));
        using EventSource source = EventSource.Open(path);
        Assert.Equal(2, Recorded.All(source).Count);
        Assert.Equal((prefix, origin), (source.Prefix, source.PrefixOrigin));
    }

    [Fact]
    public void A_prefix_set_in_the_log_is_read_from_it_and_lines_before_it_are_read_too()
    {
        const string time = "2026-11-11 00:00:01.000 UTC";
        string log = $"{time} [7] LOG:  {Message}\n{time} [1] LOG:  parameter \"log_line_prefix\" changed to \"%m;%a;%p;%u;%d;\"\n"
            + $"{time};my app, 2;7;shop;main;LOG:  {Message}\n{time};x;7;shop;main;LOG:  {Message}\n{time};y;7;shop;main;LOG:  {Message}\n";
        using EventSource source = EventSource.Open(Write(Encoding.UTF8.GetBytes(log)));
        List<Recorded> all = Recorded.All(source);
        Assert.Equal(("%m;%a;%p;%u;%d;", "set in the log", 0L), (source.Prefix, source.PrefixOrigin, source.Tally.BytesSkipped));
        Assert.Equal(["", "my app, 2", "x", "y"], all.Select(e => e.Application));
    }

    [Theory]
    [InlineData(null, "--prefix")]
    [InlineData("%m [%p] ", "--prefix '%m [%p] '")]
    public void What_cannot_be_told_is_read_to_its_end_and_names_the_way_out(string? prefix, string named)
    {
        byte[] garbage = new byte[300_000];
        new Random(11).NextBytes(garbage);
        Assert.Equal(("unknown", null, 0), Open(garbage, prefix, out EventSource source));
        Assert.Contains(named, source.Problem, StringComparison.Ordinal);
        Assert.Equal((garbage.Length, garbage.Length), (source.Tally.BytesRead, source.Tally.Skipped.UnknownFormat));
        Assert.True(source.Tally.Balances);
    }

    [Fact]
    public void A_long_damaged_head_does_not_hide_the_format()
    {
        byte[] log = [.. Enumerable.Repeat((byte)0, 400_000), (byte)'\n', .. Encoding.UTF8.GetBytes(JsonLines.Statement(Message))];
        Assert.Equal(("jsonlog", null, 1), Open(log, null, out EventSource source));
        Assert.Equal(400_001, source.Tally.BytesSkipped);
    }

    private (string Format, string? Prefix, int Events) Open(string log, string? prefix = null) => Open(Encoding.UTF8.GetBytes(log), prefix, out _);

    private (string Format, string? Prefix, int Events) Open(byte[] log, string? prefix, out EventSource source)
    {
        using EventSource opened = EventSource.Open(Write(log), prefix);
        source = opened;
        int events = Recorded.All(opened).Count;
        return (opened.Format, opened.Prefix, events);
    }

    private string Write(byte[] log)
    {
        string path = Path.Combine(_folder, "some.file");
        File.WriteAllBytes(path, log);
        return path;
    }
}
