using System.Globalization;
using System.Text;
using Seawall.Lab.Http;

namespace Seawall.Lab.Tests.Http;

/// <summary>Responses of every framing, cut at every place, and damaged ones. SEAWALL_SEED runs one seed again.</summary>
public sealed class ResponseParserTests
{
    private const int Rounds = 20_000;

    public static TheoryData<string, int, bool, bool> Sound => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true, false },
        { "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", 200, true, false },
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!", 404, false, false },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, true, false },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nA;name=value\r\n0123456789\r\n1\r\nx\r\n0\r\nTrailer: yes\r\n\r\n", 200, true, false },
        { "HTTP/1.1 204 No Content\r\n\r\n", 204, true, false },
        { "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, true, false },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 200, true, true },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\n.", 201, true, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive\r\n\r\nok", 200, true, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, false, false },
        { "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, true, false },
        { "HTTP/1.1 200\r\nContent-Length: 2\r\nX-Long: " + new string('a', 4000) + "\r\n\r\nok", 200, true, false },
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public void A_response_ends_where_it_ends_wherever_it_is_cut(string response, int status, bool keepAlive, bool toHead)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(response + "HTTP/1.1 500");
        int end = bytes.Length - 12;
        var parser = new ResponseParser();
        for (int cut = 0; cut <= end; cut++)
        {
            parser.Begin(toHead);
            int used = 0;
            ResponseState state = cut == 0 ? ResponseState.Partial : parser.Feed(bytes.AsSpan(0, cut), out used);
            Assert.Equal(cut < end ? ResponseState.Partial : ResponseState.Complete, state);
            Assert.Equal(cut, used);
            if (cut < end)
            {
                Assert.Equal(ResponseState.Complete, parser.Feed(bytes.AsSpan(cut), out used));
                Assert.Equal(end - cut, used);
            }

            Assert.Equal((status, keepAlive), (parser.Status, parser.KeepAlive));
        }
    }

    [Fact]
    public void A_response_without_a_length_ends_with_its_connection()
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false);
        Assert.Equal(ResponseState.Partial, parser.Feed("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nas long as it lasts"u8, out _));
        Assert.Equal(ResponseState.Complete, parser.End());
        Assert.False(parser.KeepAlive);
    }

    [Theory]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxtoo long\r\n")]
    public void What_is_no_response_is_told(string bytes)
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false);
        Assert.Equal(ResponseState.Broken, parser.Feed(Encoding.ASCII.GetBytes(bytes), out _));
    }

    [Fact]
    public void A_head_without_an_end_is_given_up()
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false);
        parser.Feed("HTTP/1.1 200 OK\r\nX: "u8, out _);
        byte[] more = new byte[100_000];
        Assert.Equal(ResponseState.Partial, parser.Feed(more, out _));
        Assert.Equal(ResponseState.Partial, parser.Feed(more, out _));
        Assert.Equal(ResponseState.Broken, parser.Feed(more, out _));
    }

    [Fact]
    public void Damage_is_read_the_same_in_one_piece_and_in_many()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), CultureInfo.InvariantCulture, out int given) ? given : Environment.TickCount;
        var chance = new Random(seed);
        string[] sound = [.. Sound.Select(row => (string)row[0])];
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(sound[chance.Next(sound.Length)] + sound[chance.Next(sound.Length)]);
            for (int i = chance.Next(6); i > 0; i--)
            {
                bytes[chance.Next(Math.Min(bytes.Length, 200))] = (byte)" \r\n:;0159aF\0é"[chance.Next(12)];
            }

            (ResponseState State, int Used, int Status) whole = Read(bytes, bytes.Length, chance);
            (ResponseState State, int Used, int Status) pieces = Read(bytes, 9, chance);
            Assert.True(whole.State == pieces.State && (whole.State == ResponseState.Broken || whole == pieces), $"SEAWALL_SEED={seed}, round {round}: {whole} in one piece, {pieces} in many: {Encoding.ASCII.GetString(bytes)}");
        }
    }

    private static (ResponseState State, int Used, int Status) Read(byte[] bytes, int most, Random chance)
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false);
        int at = 0;
        while (at < bytes.Length)
        {
            int length = Math.Min(bytes.Length - at, most == bytes.Length ? most : chance.Next(1, most));
            ResponseState state = parser.Feed(bytes.AsSpan(at, length), out int used);
            Assert.InRange(used, 0, length);
            at += used;
            if (state != ResponseState.Partial)
            {
                return (state, at, parser.Status);
            }
        }

        return (ResponseState.Partial, at, parser.Status);
    }
}
