using System.Text;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Tests.Resp;

public sealed class RespParserTests
{
    [Fact]
    public void Any_reply_in_any_parts_ends_where_it_ends_and_reads_as_it_was_written()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var wire = new StringBuilder();
            var shown = RespSample.Write(random, wire);
            var length = RespSample.Bytes(wire).Length;
            RespSample.Write(random, wire);
            var bytes = RespSample.Bytes(wire);

            var scanner = new RespScanner();
            var end = 0;
            for (var seen = 0; ; seen = Math.Min(bytes.Length, seen + random.Next(1, 30)))
            {
                if (scanner.TryScan(bytes.AsSpan(0, seen), out end))
                    break;
                Assert.True(seen < length, $"seed {seed}, round {round}: {length} bytes were there and no end was found");
            }

            Assert.True(length == end, $"seed {seed}, round {round}: ends at {end} instead of {length}");
            var reader = new RespReader(bytes.AsSpan(0, end));
            Assert.True(shown == RespSample.Show(RespValue.Read(ref reader)), $"seed {seed}, round {round}: {wire}");
            Assert.True(reader.IsAtEnd, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Damaged_replies_end_in_a_value_more_to_come_or_a_protocol_exception()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var wire = new StringBuilder();
            RespSample.Write(random, wire);
            var bytes = Damage(random, RespSample.Bytes(wire));
            try
            {
                var scanner = new RespScanner();
                var isWhole = scanner.TryScan(bytes, out var length);
                var reader = new RespReader(isWhole ? bytes.AsSpan(0, length) : bytes);
                RespValue.Read(ref reader);
            }
            catch (RedisProtocolException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {round}: {e.GetType().Name} for {Convert.ToHexString(bytes)}");
            }
        }
        Assert.InRange(refused, 10_000, 99_000);
    }

    [Theory]
    [InlineData("?\r\n")]
    [InlineData("+OK\n")]
    [InlineData("$5x\r\nhello\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$536870913\r\n")]
    [InlineData("*16777217\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("*\r\n")]
    [InlineData("$?\r\n")]
    public void What_is_no_reply_is_refused_as_soon_as_it_shows(string wire) =>
        Assert.Throws<RedisProtocolException>(() => new RespScanner().TryScan(Encoding.ASCII.GetBytes(wire), out _));

    [Fact]
    public void A_line_without_an_end_and_a_tree_without_a_bottom_are_refused()
    {
        Assert.Throws<RedisProtocolException>(() => new RespScanner().TryScan(Encoding.ASCII.GetBytes("+" + new string('x', 70_000)), out _));

        var deep = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 100_000)) + ":1\r\n");
        Assert.True(new RespScanner().TryScan(deep, out var length));
        Assert.Equal(deep.Length, length);
        Assert.Throws<RedisProtocolException>(() =>
        {
            var reader = new RespReader(deep);
            RespValue.Read(ref reader);
        });

        var attributes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("|1\r\n", 100_000)));
        Assert.False(new RespScanner().TryScan(attributes, out _));
        Assert.Throws<RedisProtocolException>(() =>
        {
            var reader = new RespReader(attributes);
            reader.Next();
        });
    }

    [Fact]
    public void A_command_is_an_array_of_strings()
    {
        using var buffer = new CommandBuffer();
        buffer.Append(["SET", "字", new byte[] { 1, 2 }, long.MinValue]);

        Assert.Equal("*4\r\n$3\r\nSET\r\n$3\r\n字\r\n$2\r\n\u0001\u0002\r\n$20\r\n-9223372036854775808\r\n", Encoding.UTF8.GetString(buffer.Written.Span));
        Assert.Throws<ArgumentException>(() => buffer.Append([]));
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0 && damaged.Count > 0; times--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                case 2:
                    damaged.Insert(at, "+-:,(#_$=!*~>%|\r\n0919"u8[random.Next(21)]);
                    break;
                case 3:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                default:
                    damaged.InsertRange(at, damaged.GetRange(0, at));
                    break;
            }
        }
        return [.. damaged];
    }
}
