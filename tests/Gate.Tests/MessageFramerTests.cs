using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests;

public sealed class MessageFramerTests
{
    private const int Wanted = 40;

    [Fact]
    public void Messages_are_the_same_however_the_stream_is_cut()
    {
        const int Seed = 20261125;
        Random random = new(Seed);
        for (int round = 0; round < 500; round++)
        {
            byte[][] messages = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Message(random))];
            byte[] stream = Wire.Join(messages);
            Sink sink = new();
            MessageFramer framer = default;
            for (int at = 0; at < stream.Length;)
            {
                int length = Math.Min(random.Next(1, 30), stream.Length - at);
                framer.Feed(stream.AsSpan(at, length), sink);
                at += length;
            }

            Assert.True(framer.AtBoundary, $"seed {Seed}, round {round}");
            Assert.Equal(messages.Select(m => $"{(char)m[0]} {m.Length - 5}"), sink.Seen);
            Assert.All(sink.Contents.Zip(messages), pair => Assert.True(
                pair.First.Length >= Math.Min(Wanted, pair.Second.Length - 5) && pair.Second.AsSpan(5).StartsWith(pair.First), $"seed {Seed}, round {round}"));
        }
    }

    [Fact]
    public void A_length_that_makes_no_sense_ends_the_looking()
    {
        Sink sink = new();
        MessageFramer framer = default;
        framer.Feed((byte[])[(byte)'Q', 0, 0, 0, 3, .. Wire.Query("select 1")], sink);
        framer.Feed(Wire.Query("select 2"), sink);
        Assert.True(framer.IsLost);
        Assert.Empty(sink.Seen);
    }

    private static byte[] Message(Random random)
    {
        byte[] content = new byte[random.Next(4) == 0 ? random.Next(100) : random.Next(8)];
        random.NextBytes(content);
        return Wire.Message((char)random.Next('A', 'Z'), content);
    }

    private sealed class Sink : IMessageSink
    {
        public List<string> Seen { get; } = [];

        public List<byte[]> Contents { get; } = [];

        public int Wanted(byte type) => MessageFramerTests.Wanted;

        public void OnMessage(byte type, ReadOnlySpan<byte> content, int contentLength)
        {
            Seen.Add($"{(char)type} {contentLength}");
            Contents.Add(content.ToArray());
        }
    }
}
