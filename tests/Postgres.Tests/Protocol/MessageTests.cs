using System.Text;
using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Tests.Protocol;

public sealed class MessageTests
{
    private readonly byte[] _buffer = new byte[4096];

    [Fact]
    public void Query_round_trips()
    {
        Assert.True(QueryMessage.TryWrite(_buffer, "select 1"u8, out int written));
        Assert.Equal("510000000D73656C656374203100", Convert.ToHexString(_buffer.AsSpan(0, written)));
        Assert.True(QueryMessage.TryParse(Body(written, FrontendType.Query), out QueryMessage query));
        Assert.True(query.Sql.SequenceEqual("select 1"u8));
    }

    [Fact]
    public void Parse_round_trips()
    {
        Assert.True(ParseMessage.TryWrite(_buffer, "_p1"u8, "select $1"u8, [23, 0, 4_000_000_000], out int written));
        Assert.True(ParseMessage.TryParse(Body(written, FrontendType.Parse), out ParseMessage parse));
        Assert.True(parse.Name.SequenceEqual("_p1"u8));
        Assert.True(parse.Sql.SequenceEqual("select $1"u8));
        Assert.Equal([3u, 23u, 0u, 4_000_000_000u, 0u, 0u], [(uint)parse.TypeCount, parse.Type(0), parse.Type(1), parse.Type(2), parse.Type(3), parse.Type(-1)]);
    }

    [Fact]
    public void Bind_round_trips_with_nulls_and_every_way_to_give_formats()
    {
        MessageWriter writer = BindMessage.Begin(_buffer, "portal"u8, "statement"u8, [0, 1, 0], 3);
        writer.Value("42"u8);
        writer.Value([0, 0, 0, 7]);
        writer.Null();
        Assert.True(BindMessage.TryEnd(ref writer, [1], out int written));
        Assert.True(BindMessage.TryParse(Body(written, FrontendType.Bind), out BindMessage bind));
        Assert.True(bind.Portal.SequenceEqual("portal"u8) && bind.Statement.SequenceEqual("statement"u8));
        Assert.Equal((3, (short)0, (short)1, (short)0), (bind.ParameterCount, bind.Format(0), bind.Format(1), bind.Format(2)));
        Assert.Equal([0, 1], bind.ResultFormats.ToArray());
        Assert.Equal("42 \0\0\0\a NULL", Show(bind.Values()));

        writer = BindMessage.Begin(_buffer, default, default, [1], 2);
        writer.Null();
        writer.Value(default);
        Assert.True(BindMessage.TryEnd(ref writer, default, out written));
        Assert.True(BindMessage.TryParse(Body(written, FrontendType.Bind), out bind));
        Assert.Equal(((short)1, (short)1), (bind.Format(0), bind.Format(1)));
        Assert.Equal("NULL ", Show(bind.Values()));
    }

    [Fact]
    public void A_bind_whose_counts_do_not_fit_is_refused()
    {
        MessageWriter writer = BindMessage.Begin(_buffer, default, default, [0, 1], 1);
        writer.Null();
        Assert.True(BindMessage.TryEnd(ref writer, default, out int written));
        Assert.False(BindMessage.TryParse(Body(written, FrontendType.Bind), out _));

        writer = BindMessage.Begin(_buffer, default, default, default, 3);
        writer.Null();
        Assert.True(BindMessage.TryEnd(ref writer, default, out written));
        Assert.False(BindMessage.TryParse(Body(written, FrontendType.Bind), out _));
    }

    [Fact]
    public void Describe_close_and_execute_round_trip()
    {
        Assert.True(TargetMessage.TryWriteDescribe(_buffer, TargetMessage.Statement, "s"u8, out int written));
        Assert.True(TargetMessage.TryParse(Body(written, FrontendType.Describe), out TargetMessage target));
        Assert.True(target.Target == TargetMessage.Statement && target.Name.SequenceEqual("s"u8));
        Assert.True(TargetMessage.TryWriteClose(_buffer, TargetMessage.Portal, default, out written));
        Assert.True(TargetMessage.TryParse(Body(written, FrontendType.Close), out target));
        Assert.True(target.Target == TargetMessage.Portal && target.Name.IsEmpty);
        Assert.False(TargetMessage.TryParse("Xs\0"u8, out _));
        Assert.True(ExecuteMessage.TryWrite(_buffer, "p"u8, 100, out written));
        Assert.True(ExecuteMessage.TryParse(Body(written, FrontendType.Execute), out ExecuteMessage execute));
        Assert.True(execute.MaxRows == 100 && execute.Portal.SequenceEqual("p"u8));
    }

    [Fact]
    public void Errors_give_their_fields_and_miss_none_that_is_missing()
    {
        Assert.True(ErrorFields.TryWrite(_buffer, "ERROR"u8, "53000"u8, "too much"u8, default, "wait"u8, out int written));
        Assert.True(ErrorFields.TryParse(Body(written, BackendType.ErrorResponse), out ErrorFields error));
        Assert.Equal("ERROR 53000 too much wait", $"{Text(error.Severity)} {Text(error.SqlState)} {Text(error.Message)} {Text(error[(byte)'H'])}");
        Assert.True(error[(byte)'D'].IsEmpty);

        Assert.True(ErrorFields.TryParse("SERROR\0Mno state\0\0"u8, out error));
        Assert.True(error.SqlState.IsEmpty);
        Assert.Equal("ERROR", Text(error.Severity));
        Assert.False(ErrorFields.TryParse("SERROR\0Mcut o"u8, out _));
    }

    [Theory]
    [InlineData("SELECT 3", 3)]
    [InlineData("INSERT 0 12", 12)]
    [InlineData("UPDATE 0", 0)]
    [InlineData("COPY 9999999999", 9999999999)]
    [InlineData("BEGIN", -1)]
    [InlineData("CREATE TABLE", -1)]
    [InlineData("", -1)]
    public void Rows_are_read_from_the_tag(string tag, long expected)
    {
        Assert.True(CommandCompleteMessage.TryWrite(_buffer, Encoding.ASCII.GetBytes(tag), out int written));
        Assert.True(CommandCompleteMessage.TryParse(Body(written, BackendType.CommandComplete), out CommandCompleteMessage complete));
        Assert.Equal(expected, complete.Rows);
    }

    [Fact]
    public void Session_messages_round_trip()
    {
        Assert.True(ParameterStatusMessage.TryWrite(_buffer, "TimeZone"u8, "UTC"u8, out int written));
        Assert.True(ParameterStatusMessage.TryParse(Body(written, BackendType.ParameterStatus), out ParameterStatusMessage status));
        Assert.Equal("TimeZone UTC", Text(status.Name) + " " + Text(status.Value));
        Assert.True(BackendKeyMessage.TryWrite(_buffer, 17, [1, 2, 3, 4], out written));
        Assert.True(BackendKeyMessage.TryParse(Body(written, BackendType.BackendKeyData), out BackendKeyMessage key));
        Assert.Equal(17, key.ProcessId);
        Assert.False(BackendKeyMessage.TryParse([0, 0, 0, 1, 2], out _));
        Assert.True(ReadyMessage.TryWrite(_buffer, ReadyMessage.Failed, out written));
        Assert.Equal("5A0000000545", Convert.ToHexString(_buffer.AsSpan(0, written)));
        Assert.False(ReadyMessage.TryParse("X"u8, out _));
        Assert.True(NotificationMessage.TryParse([0, 0, 0, 5, .. "chan\0pay\0"u8], out NotificationMessage note));
        Assert.Equal("5 chan pay", $"{note.ProcessId} {Text(note.Channel)} {Text(note.Payload)}");
    }

    [Fact]
    public void Authentication_offers_are_read()
    {
        Assert.True(AuthenticationMessage.TryWrite(_buffer, AuthenticationKind.Sasl, "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"u8, out int written));
        Assert.True(AuthenticationMessage.TryParse(Body(written, BackendType.Authentication), out AuthenticationMessage message));
        Assert.True(message.Offers("SCRAM-SHA-256"u8));
        Assert.False(message.Offers("SCRAM"u8));
        Assert.False(AuthenticationMessage.TryParse([0, 0, 0, 5, 1], out _));
        Assert.True(PasswordMessage.TryWriteSaslInitial(_buffer, "SCRAM-SHA-256"u8, "n,,n=,r=x"u8, out written));
        Assert.True(PasswordMessage.TryParseSaslInitial(Body(written, FrontendType.Password), out ReadOnlySpan<byte> mechanism, out ReadOnlySpan<byte> data));
        Assert.Equal("SCRAM-SHA-256 n,,n=,r=x", Text(mechanism) + " " + Text(data));
    }

    // select 1 as a, null::text as b
    [Fact]
    public void Rows_and_their_description_are_read()
    {
        byte[] described = Convert.FromHexString("0002" + "6100" + "00000000" + "0000" + "00000017" + "0004" + "FFFFFFFF" + "0000"
            + "6200" + "00000000" + "0000" + "00000019" + "FFFF" + "FFFFFFFF" + "0000");
        Assert.True(RowDescriptionMessage.TryParse(described, out RowDescriptionMessage rows));
        Assert.True(rows.Next(out RowDescriptionMessage.Column a));
        Assert.Equal(("a", 23u, (short)4), (Text(a.Name), a.Type, a.Size));
        Assert.True(rows.Next(out RowDescriptionMessage.Column b));
        Assert.Equal(("b", 25u, (short)-1), (Text(b.Name), b.Type, b.Size));
        Assert.False(rows.Next(out _));
        Assert.True(DataRowMessage.TryParse(Convert.FromHexString("0002" + "00000001" + "31" + "FFFFFFFF"), out DataRowMessage row));
        Assert.Equal("1 NULL", Show(row.Values()));
    }

    [Fact]
    public void What_does_not_fit_is_not_written_at_all()
    {
        for (int size = 0; size < 14; size++)
        {
            Assert.False(QueryMessage.TryWrite(_buffer.AsSpan(0, size), "select 1"u8, out int written));
            Assert.Equal(0, written);
        }
    }

    [Fact]
    public void Text_with_a_NUL_is_not_sent() => Assert.False(QueryMessage.TryWrite(_buffer, "select 1\0; drop table t"u8, out _));

    [Fact]
    public void Bodies_cut_at_any_place_are_refused()
    {
        MessageWriter writer = BindMessage.Begin(_buffer, "p"u8, "s"u8, [1], 2);
        writer.Value("12345"u8);
        writer.Null();
        BindMessage.TryEnd(ref writer, [0], out int written);
        ReadOnlySpan<byte> body = Body(written, FrontendType.Bind);
        for (int cut = 0; cut < body.Length; cut++)
            Assert.False(BindMessage.TryParse(body[..cut], out _), $"cut at {cut}");
    }

    private ReadOnlySpan<byte> Body(int written, byte type)
    {
        Assert.Equal(FrameStatus.Ok, Frame.TryRead(_buffer.AsSpan(0, written), out byte actual, out ReadOnlySpan<byte> body, out int consumed));
        Assert.Equal((type, written), (actual, consumed));
        return body;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    private static string Show(ValueCursor values)
    {
        var shown = new List<string>();
        while (values.Next(out ReadOnlySpan<byte> value, out bool isNull))
            shown.Add(isNull ? "NULL" : Text(value));
        return string.Join(" ", shown);
    }
}
