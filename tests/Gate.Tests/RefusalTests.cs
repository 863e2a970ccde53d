using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Tests;

using static Wire;

/// <summary>
/// What a client sees of a refused statement is what PostgreSQL does when a statement fails by itself: each script runs on a direct connection, where the
/// statement that the gate refuses fails by itself, and the answers must be the same but for the error's content.
/// </summary>
public sealed class RefusalTests
{
    // It fails where it is parsed, as a refused statement does; a named one fails where it is bound.
    private const string Forbidden = "select forbidden";
    private const string ForbiddenAtBind = "select 1/0 as forbidden";

    private static Dictionary<string, byte[]> Cases { get; } = new()
    {
        ["simple"] = Join(Query(Forbidden), Query("select 1")),
        ["simple, first of several"] = Join(Query(Forbidden), Query(Forbidden), Query("select 1"), Query(Forbidden)),
        ["simple, in a transaction"] = Join(
            Query("begin"), Query("insert into effects values (1)"), Query(Forbidden), Query("select 1"), Query("commit"), Query("select 2")),
        ["simple, rolled back by the client"] = Join(Query("begin"), Query("insert into effects values (1)"), Query(Forbidden), Query("rollback"), Query("select 2")),
        ["simple, after a savepoint"] = Join(
            Query("begin"), Query("insert into effects values (1)"), Query("savepoint a"), Query("insert into effects values (2)"), Query(Forbidden),
            Query("select 1"), Query("rollback to a"), Query("insert into effects values (3)"), Query("commit")),
        ["simple, with released savepoints"] = Join(
            Query("begin"), Query("savepoint a"), Query("insert into effects values (2)"), Query("savepoint b"), Query(Forbidden), Query("release b"),
            Query("rollback to a"), Query("commit")),
        ["simple, several statements"] = Join(Query($"{Forbidden}; insert into effects values (1); select 3"), Query("select 4")),
        ["simple, a block"] = Join(Query("do $$ begin perform forbidden; end $$"), Query("select 1")),
        ["extended, unnamed"] = Join(Extended(Forbidden), Extended("select 1")),
        ["extended, with a flush"] = Join(Parse("", Forbidden), Bind("", ""), Flush, Execute(""), Flush, Sync, Extended("select 1")),
        ["extended, described first"] = Join(Parse("", Forbidden), DescribeStatement(""), Sync, Bind("", ""), Execute(""), Sync, Query("select 1")),
        ["extended, in a transaction"] = Join(
            Query("begin"), Extended("insert into effects values (1)"), Extended(Forbidden), Extended("select 1"), Query("commit"), Query("select 2")),
        ["extended, after a savepoint"] = Join(
            Extended("begin"), Extended("insert into effects values (1)"), Extended("savepoint a"), Extended(Forbidden), Extended("rollback to a"),
            Extended("insert into effects values (2)"), Extended("commit")),
        ["named"] = Join(Parse("s", ForbiddenAtBind), Sync, Bind("", "s"), Execute(""), Sync, Bind("p", "s"), Execute("p"), Sync, Query("select 1")),
        ["named, parsed in the same unit"] = Join(Parse("s", ForbiddenAtBind), Bind("", "s"), Execute(""), Sync, Query("select 1")),
        ["named, in a transaction"] = Join(
            Parse("s", ForbiddenAtBind), Sync, Query("begin"), Extended("insert into effects values (1)"), Bind("", "s"), Execute(""), Sync, Query("select 1"), Query("commit")),
        ["named, last of a pipeline"] = Join(
            Parse("s", ForbiddenAtBind), Sync, Unsynced("insert into effects values (1)"), Bind("", "s"), Execute(""), Unsynced("select 3"), Sync, Query("select 1")),
        ["named, given a new text"] = Join(
            Parse("s", ForbiddenAtBind), Sync, CloseStatement("s"), Parse("s", "select 7"), Bind("", "s"), Execute(""), Sync, Bind("", "s"), Execute(""), Sync, Query(Forbidden)),
        ["named, behind a second Parse of its name that fails"] = Join(
            Parse("s", ForbiddenAtBind), Sync, Parse("s", "select 7"), Sync, Bind("", "s"), Execute(""), Sync, Query("select 1")),
        ["named, prepared and executed by SQL"] = Join(
            Parse("s", ForbiddenAtBind), Sync, Query("/* x */ EXECUTE S"), Query("select 1")),
        ["prepared by SQL"] = Join(Query("PREPARE q AS select forbidden"), Query("execute q"), Query("select 1")),
        ["pipeline, last"] = Join(Unsynced("insert into effects values (1)"), Unsynced(Forbidden), Sync, Query("select 1")),
        ["pipeline, first"] = Join(Unsynced(Forbidden), Unsynced("insert into effects values (1)"), Sync, Query("select 1")),
        ["pipeline, begun inside"] = Join(
            Unsynced("begin"), Unsynced("insert into effects values (1)"), Unsynced(Forbidden), Sync, Query("insert into effects values (2)"), Query("rollback")),
        ["pipeline, several syncs in flight"] = Join(
            Extended("insert into effects values (1)"), Extended(Forbidden), Extended("insert into effects values (2)"), Extended(Forbidden), Extended("select 1")),
        ["pipeline, after one that failed"] = Join(
            Unsynced("insert into effects values (1)"), Unsynced("select 1/(1-1)"), Unsynced(Forbidden), Sync, Extended("select 1")),
        ["pipeline, after one that does not parse"] = Join(Unsynced("selec"), Unsynced(Forbidden), Sync, Query(Forbidden), Extended("select 1")),
        ["pipeline, queries in what is discarded"] = Join(Unsynced(Forbidden), Query("insert into effects values (1)"), Query(Forbidden), Sync, Query("select 1")),
        ["query behind extended messages"] = Join(Unsynced("insert into effects values (1)"), Query(Forbidden), Sync, Query("select 1")),
        ["query between extended messages"] = Join(
            Unsynced("insert into effects values (1)"), Query("select 1"), Unsynced(Forbidden), Sync, Query("select 1")),
        ["copy, before it begins"] = Join(Query("copy effects from stdin where forbidden = 1"), CopyData("1\n"), CopyDone, Query("select 1")),
        ["copy, after it"] = Join(Query("copy effects from stdin"), CopyData("1\n"), CopyDone, Query(Forbidden), Query("select 1")),
        ["copy, in a transaction"] = Join(
            Query("begin"), Query("copy effects from stdin"), CopyData("1\n"), CopyDone, Query(Forbidden), Query("select 1"), Query("commit")),
        ["copy, inside it"] = Join(Query("copy effects from stdin"), CopyData("1\n"), Query(Forbidden)),
        ["copy, extended"] = Join(
            Parse("", "copy effects from stdin"), Bind("", ""), Execute(""), Sync, CopyData("1\n"), CopyDone, Sync, Extended(Forbidden), Query("select 1")),
        ["copy, behind an extended one without sync"] = Join(
            Parse("", "copy effects from stdin"), Bind("", ""), Execute(""), Sync, CopyData("1\n"), CopyDone, Query(Forbidden), Sync, Query("select 1")),
        ["portals live on to the refusal only"] = Join(
            Query("begin"), Parse("", "select generate_series(1,5)"), Bind("p", ""), Execute("p", 2), Sync, Extended(Forbidden), Execute("p", 2), Sync, Query("rollback")),
        ["the end of a failed transaction and what follows"] = Join(
            Query("begin"), Query("select 1/(1-1)"), Query("rollback"), Query(Forbidden), Query("select 1")),
        ["nothing but its end passes a failed transaction"] = Join(
            Query("begin"), Query(Forbidden), Query("savepoint x"), Unsynced("select 1"), Sync, Extended("rollback"), Query("select 1")),
        ["an unnamed statement ends with the query that fails"] = Join(Parse("", "select 7"), Sync, Query(Forbidden), Bind("", ""), Execute(""), Sync, Query("select 1")),
        ["notices come through"] = Join(
            Query("do $$ begin raise notice 'one'; end $$"), Unsynced("set local work_mem = '4MB'"), Unsynced(Forbidden), Sync, Query("commit")),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_is_as_an_error_of_the_servers_own(bool portable)
    {
        WordStage stage = new("forbidden");
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Stages = [stage], Portable = portable });
        foreach ((string name, byte[] script) in Cases)
        {
            int refused = stage.Refused;
            AssertSame(fixture, name, c => c.Send(Join(script, Terminate)));
            Assert.True(stage.Refused > refused, $"{name}: nothing was refused");
        }
    }

    [Fact]
    public async Task A_client_may_write_a_byte_at_a_time()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Stages = [new WordStage("forbidden")] });
        foreach (string name in (string[])["simple, after a savepoint", "pipeline, several syncs in flight", "named, last of a pipeline"])
        {
            byte[] script = Join(Cases[name], Terminate);
            AssertSame(fixture, name, c => c.Send(script), c =>
            {
                foreach (byte one in script)
                    c.Send([one]);
            });
        }
    }

    [Fact]
    public async Task A_client_may_cut_its_messages_anywhere()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Stages = [new WordStage("forbidden")] });
        byte[] script = Join(
            Parse("s", ForbiddenAtBind), Sync, Extended(Forbidden), Query("begin"), Bind("", "s"), Sync, Query("end"), Query(Forbidden), Terminate);
        string direct = Masked(fixture.Postgres.Port, script);
        for (int cut = 1; cut < script.Length; cut++)
        {
            string gate = Masked(fixture.Port, script[..cut], script[cut..]);
            Assert.True(direct == gate, $"cut at {cut}\ndirect:\n{direct}\ngate:\n{gate}");
        }

        string Masked(int port, params byte[][] parts)
        {
            using RawClient client = RawClient.Login(fixture, port);
            client.Send(parts);
            return RefusalTests.Masked(client.ReadToEnd());
        }
    }

    [Fact]
    public async Task Random_programs_with_refusals_fare_as_with_errors_of_the_servers_own()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        WordStage stage = new("forbidden");
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Stages = [stage], CaptureDirectory = null });
        for (int round = 0; round < 40; round++)
        {
            byte[][] program = [.. Enumerable.Range(0, random.Next(3, 25)).Select(_ => RandomPart(random)), Sync, Query("rollback"), Query("select 'end'"), Terminate];
            byte[] script = Join(program);
            AssertSame(fixture, $"seed {seed}, round {round}: {Shown(script)}", c => c.Send(script), c =>
            {
                for (int sent = 0; sent < script.Length;)
                {
                    int part = Math.Min(random.Next(1, 400), script.Length - sent);
                    c.Send(script[sent..(sent + part)]);
                    sent += part;
                }
            });
        }
        Assert.True(stage.Refused > 0, $"seed {seed}: {stage.Refused} refused");
    }

    [Fact]
    public async Task A_refusal_names_its_rule_and_reaches_the_client_whole()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Stages = [new WordStage("forbidden")] });
        using RawClient client = RawClient.Login(fixture);
        foreach (byte[] script in (byte[][])[Query(Forbidden), Extended(Forbidden), Join(Query("begin"), Query(Forbidden)), Join(Query("rollback"), Extended(Forbidden))])
        {
            client.Send(script);
            (char type, byte[] body) = client.Read();
            while (type != 'E')
                (type, body) = client.Read();
            Assert.Equal(WordStage.Refusal.Bytes[5..], body);
            client.ReadToReady();
        }
    }

    internal static void AssertSame(GateFixture fixture, string name, Action<RawClient> talk, Action<RawClient>? talkToGate = null)
    {
        string direct = Run(fixture, fixture.Postgres.Port, talk);
        string gate = Run(fixture, fixture.Port, talkToGate ?? talk);
        Assert.True(direct == gate, $"{name}\ndirect:\n{direct}\ngate:\n{gate}");
    }

    /// <summary>The answers, and what is left in the table afterwards.</summary>
    private static string Run(GateFixture fixture, int port, Action<RawClient> talk)
    {
        using RawClient beside = RawClient.Login(fixture, fixture.Postgres.Port);
        beside.Send(Query("create table if not exists effects(a int); truncate effects"));
        beside.ReadToReady();
        using RawClient client = RawClient.Login(fixture, port);
        talk(client);
        string answers = Masked(client.ReadToEnd());
        beside.Send(Query("select coalesce(string_agg(a::text, ',' order by a), 'none') from effects"));
        _ = beside.Read();
        return $"{answers}effects {Encoding.Latin1.GetString(beside.Read().Body)}";
    }

    /// <summary>Messages one a line; errors are told by their type only.</summary>
    internal static string Masked(byte[] answers)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = answers;
        while (rest.Length >= 5)
        {
            int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            if (length < 5 || length > rest.Length)
                break;
            string content = rest[0] == 'E' ? "*" : Encoding.Latin1.GetString(rest[5..length]);
            text.Append((char)rest[0]).Append(' ').Append(content).Append('\n');
            rest = rest[length..];
        }
        return text.Append(Encoding.Latin1.GetString(rest)).ToString();
    }

    private static byte[] RandomPart(Random random)
    {
        string name = $"s{random.Next(3)}";
        string sql = random.Next(14) switch
        {
            0 => "begin",
            1 => "commit",
            2 => "rollback",
            3 => "savepoint a",
            4 => "rollback to a",
            5 => "select 1",
            6 => "select 1/(1-1)",
            7 => "selec",
            8 => $"insert into effects values ({random.Next(100)})",
            _ => Forbidden,
        };
        return random.Next(12) switch
        {
            0 or 1 or 2 => Query(sql),
            3 or 4 => Extended(sql),
            5 => Unsynced(sql),
            6 => Sync,
            7 => Parse("", sql),
            8 => Join(Bind("", ""), Execute("")),
            9 => Parse(name, random.Next(2) == 0 ? ForbiddenAtBind : $"select '{random.Next(100)}'"),
            10 => Join(Bind("", name), Execute(""), random.Next(2) == 0 ? Sync : []),
            _ => random.Next(3) switch { 0 => CloseStatement(name), 1 => Flush, _ => DescribeStatement(random.Next(2) == 0 ? "" : name) },
        };
    }

    private static string Shown(byte[] script) =>
        string.Concat(Encoding.Latin1.GetString(script).Select(c => c is >= ' ' and < '\u007f' ? c : '.'));

    private static byte[] Unsynced(string sql) => Join(Parse("", sql), Bind("", ""), Execute(""));

    private static byte[] Extended(string sql) => Join(Unsynced(sql), Sync);
}
