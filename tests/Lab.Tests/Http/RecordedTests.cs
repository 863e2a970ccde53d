using System.IO.Compression;
using System.Text;
using Seawall.Lab.Http;
using Seawall.Lab.Http.Recorded;

namespace Seawall.Lab.Tests.Http;

public sealed class RecordedTests
{
    private static readonly Uri _shop = new("http://127.0.0.1:8080");

    [Theory]
    [InlineData("127.0.0.1 - bob [11/Nov/2026:00:00:01 +0000] \"GET /a?b=c HTTP/2.0\" 200 5 \"https://x/\" \"Mozilla/5.0 (a \\\"b\\\")\"", "GET", "/a?b=c")]
    [InlineData("::1 - - [11/Nov/2026:08:00:01 +0800] \"HEAD / HTTP/1.1\" 200 -", "HEAD", "/")]
    public void A_line_of_an_access_log_is_read(string line, string method, string path)
    {
        RecordedRequest request = AccessLog.Parse(line)!;
        Assert.Equal((method, path, 1794355201L * 1_000_000), (request.Method, request.Path, request.Micros));
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1 - - [11/Nov/2026:00:00:01 +0000] \"-\" 400 0 \"-\" \"-\"")]
    [InlineData("127.0.0.1 - - [11/Nov/2026:00:00:01 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"")]
    [InlineData("127.0.0.1 - - [yesterday] \"GET / HTTP/1.1\" 200 5")]
    [InlineData("127.0.0.1 - - [11/Nov/2026:00:00:01 +0000] \"GET http://other/ HTTP/1.1\" 200 5")]
    [InlineData("127.0.0.1 - - [11/Nov/2026:00:00:01 +0000] \"GET /")]
    public void A_line_without_a_request_is_none(string line) => Assert.Null(AccessLog.Parse(line));

    [Fact]
    public void Har_keeps_times_bodies_and_the_headers_that_matter()
    {
        RequestSource source = Load("""
            {"log": {"version": "1.2", "entries": [
              {"startedDateTime": "2026-11-11T00:00:00.250+08:00", "request": {"method": "POST", "url": "http://127.0.0.1:8081/price?x=1", "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "Connection", "value": "close"}], "postData": {"mimeType": "application/json", "text": "{\"a\":1}"}}},
              {"startedDateTime": "2026-11-11T00:00:00.000+08:00", "request": {"method": "GET", "url": "http://127.0.0.1:8081/items/12", "headers": []}},
              {"startedDateTime": "when?", "request": {}}
            ]}}
            """, null);
        Assert.Equal([0, 250_000], source.Times!);
        Assert.Equal(["127.0.0.1:8081"], source.Targets);
        Assert.Equal("POST /price?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}", Encoding.UTF8.GetString(source.Requests.Bytes(1)));
        Assert.Contains("1 records could not be read", source.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_read_under_their_usual_names_also_gzipped()
    {
        RequestSource source = Load(
            """
            {"time_iso8601":"2026-11-11T00:00:00+08:00","request_method":"GET","request_uri":"/a"}
            {"ts":1794326400.5,"method":"PUT","path":"/b","body":{"x":1},"headers":{"Content-Type":"application/json","Host":"evil"}}
            {"msec":1794326401000,"path":"/c d/é"}
            not json
            {"path":"/no-time"}
            """, _shop, gzip: true);
        Assert.Equal([0, 500_000, 1_000_000], source.Times!);
        Assert.Equal("PUT /b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"x\":1}", Encoding.UTF8.GetString(source.Requests.Bytes(1)));
        Assert.StartsWith("GET /c%20d/%C3%A9 HTTP/1.1\r\n", Encoding.UTF8.GetString(source.Requests.Bytes(2)), StringComparison.Ordinal);
        Assert.Contains("2 records", source.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_of_one_second_are_spread_within_it()
    {
        RecordedRequest[] requests = [.. new long[] { 0, 0, 0, 0, 2 }.Select(second => new RecordedRequest(second * 1_000_000, Exact: false, "GET", "/"))];
        Assert.Equal([0, 250_000, 500_000, 750_000, 2_000_000], RecordedSource.TimesOf(requests));
    }

    [Theory]
    [InlineData("/items/17?x=2", "/items/{id}")]
    [InlineData("/items/17/reviews", "/items/{id}/reviews")]
    [InlineData("/o/0198f3a2-0000-7000-8000-000000000001", "/o/{id}")]
    [InlineData("/c/tea", "/c/tea")]
    public void Addresses_of_one_kind_are_one_interface(string path, string pattern) => Assert.Equal(pattern, RecordedSource.PatternOf(path));

    [Fact]
    public void A_log_without_its_target_asks_for_one() =>
        Assert.Contains("--target", Assert.Throws<InvalidDataException>(() => Load("1.1.1.1 - - [11/Nov/2026:00:00:01 +0000] \"GET / HTTP/1.1\" 200 5\n", null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{\"log\": 1}")]
    [InlineData("{ broken")]
    [InlineData("no log at all\n")]
    public void A_file_without_requests_is_told(string content) => Assert.Throws<InvalidDataException>(() => Load(content, _shop));

    private static RequestSource Load(string content, Uri? target, bool gzip = false)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + (gzip ? ".gz" : ".log"));
        using (Stream raw = File.Create(file))
        using (Stream stream = gzip ? new GZipStream(raw, CompressionLevel.Fastest) : raw)
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        try
        {
            return RecordedSource.Load([file], target, []);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
