using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Tests;

/// <summary>PostgreSQL itself is the oracle: what it answers directly, it must answer through the gate, byte for byte.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. Conversations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_are_those_of_a_direct_connection(string name)
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        byte[] script = Wire.Join(Conversations.All[name], Wire.Terminate);

        string direct = Converse(fixture, fixture.Postgres.Port, c => c.Send(script));

        Assert.Equal(direct, Converse(fixture, fixture.Port, c => c.Send(script)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Answers_are_the_same_on_the_portable_path_and_where_statements_are_judged(bool portable, bool judged)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Portable = portable, Stages = judged ? [new WordStage("nobody writes this")] : [] });
        foreach ((string name, byte[] conversation) in Conversations.All)
        {
            byte[] script = Wire.Join(conversation, Wire.Terminate);
            string direct = Converse(fixture, fixture.Postgres.Port, c => c.Send(script));
            string gate = Converse(fixture, fixture.Port, c => c.Send(script));
            Assert.True(direct == gate, $"{name}\ndirect: {direct}\ngate:   {gate}");
        }
    }

    [Fact]
    public async Task Answers_are_the_same_when_two_gates_share_the_port()
    {
        await using GateFixture one = await GateFixture.StartAsync();
        await using GateFixture two = await GateFixture.StartAsync(o => o with { Listen = one.Gate.EndPoint });
        foreach ((string name, byte[] conversation) in Conversations.All)
        {
            byte[] script = Wire.Join(conversation, Wire.Terminate);
            string direct = Converse(one, one.Postgres.Port, c => c.Send(script));
            string gate = Converse(one, one.Port, c => c.Send(script));
            Assert.True(direct == gate, $"{name}\ndirect: {direct}\ngate:   {gate}");
        }
        Assert.True(one.Gate.Capture!.Captured > 0 && two.Gate.Capture!.Captured > 0, "one of the two gates got no client");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_may_write_a_byte_at_a_time(bool judged)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => judged ? o with { Stages = [new WordStage("nobody writes this")] } : o);
        foreach (string name in (string[])["extended", "copy in", "an error discards up to sync, queries too", "several statements"])
        {
            byte[] script = Wire.Join(Conversations.All[name], Wire.Terminate);
            string direct = Converse(fixture, fixture.Postgres.Port, c => c.Send(script));
            string gate = Converse(fixture, fixture.Port, c =>
            {
                foreach (byte one in script)
                    c.Send([one]);
            });
            Assert.Equal(direct, gate);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_may_cut_its_messages_anywhere(bool judged)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => judged ? o with { Stages = [new WordStage("nobody writes this")] } : o);
        byte[] script = Wire.Join(Conversations.All["extended"], Wire.Query("select 'after'"), Wire.Terminate);
        string direct = Converse(fixture, fixture.Postgres.Port, c => c.Send(script));
        for (int cut = 1; cut < script.Length; cut++)
        {
            string gate = Converse(fixture, fixture.Port, c => c.Send(script[..cut], script[cut..]));
            Assert.True(direct == gate, $"cut at {cut}\ndirect: {direct}\ngate:   {gate}");
        }
    }

    internal static string Converse(GateFixture fixture, int port, Action<RawClient> talk)
    {
        using RawClient client = RawClient.Login(fixture, port);
        talk(client);
        return Readable(client.ReadToEnd());
    }

    /// <summary>Messages one a line, with the process ids in notifications taken out; what follows the last whole message stays as it is.</summary>
    private static string Readable(byte[] answers)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = answers;
        while (rest.Length >= 5)
        {
            int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            if (length < 5 || length > rest.Length)
                break;
            byte[] content = rest[5..length].ToArray();
            if (rest[0] == 'A')
                content.AsSpan(0, 4).Clear();
            text.Append((char)rest[0]).Append(' ').Append(Encoding.Latin1.GetString(content)).Append('\n');
            rest = rest[length..];
        }
        return text.Append(Encoding.Latin1.GetString(rest)).ToString();
    }
}
