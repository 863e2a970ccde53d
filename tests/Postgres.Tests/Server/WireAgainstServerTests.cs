using System.Text;
using Seawall.Postgres.Protocol;
using Seawall.Testing;

namespace Seawall.Postgres.Tests.Server;

/// <summary>The messages as a real server sends and takes them.</summary>
public sealed class WireAgainstServerTests : IAsyncLifetime
{
    private RawSession _session = null!;

    public async Task InitializeAsync()
    {
        PrivatePostgres server = await PrivatePostgres.SharedAsync();
        _session = RawSession.Open(server.Port, server.User, server.Password, "postgres");
    }

    public Task DisposeAsync()
    {
        _session.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void A_login_by_SCRAM_ends_in_settings_a_key_and_ready()
    {
        string types = string.Concat(_session.Greeting.Select(message => (char)message.Type));
        Assert.Matches("^S{13,}KZ$", types);
        foreach ((byte type, byte[] body) in _session.Greeting)
        {
            bool read = type switch
            {
                BackendType.ParameterStatus => ParameterStatusMessage.TryParse(body, out ParameterStatusMessage status) && !status.Name.IsEmpty,
                BackendType.BackendKeyData => BackendKeyMessage.TryParse(body, out BackendKeyMessage key) && key.ProcessId > 0,
                _ => ReadyMessage.TryParse(body, out byte state) && state == ReadyMessage.Idle,
            };
            Assert.True(read, $"{(char)type} {Convert.ToHexString(body)}");
        }
    }

    [Fact]
    public void A_simple_query_answers_description_rows_tag_and_ready()
    {
        _session.Send(room => QueryMessage.TryWrite(room, "select 1 as a, null::text as b union all select 2, 'x'"u8, out int written) ? written : 0);
        List<(byte Type, byte[] Body)> answer = _session.ReadToReady();
        Assert.Equal("TDDCZ", Types(answer));
        Assert.True(RowDescriptionMessage.TryParse(answer[0].Body, out RowDescriptionMessage rows));
        Assert.True(rows.Next(out RowDescriptionMessage.Column a) && a.Name.SequenceEqual("a"u8) && a.Type == 23);
        Assert.True(rows.Next(out RowDescriptionMessage.Column b) && b.Name.SequenceEqual("b"u8) && b.Type == 25);
        Assert.False(rows.Next(out _));
        Assert.True(DataRowMessage.TryParse(answer[1].Body, out DataRowMessage row));
        ValueCursor values = row.Values();
        Assert.True(values.Next(out ReadOnlySpan<byte> value, out bool isNull) && !isNull && value.SequenceEqual("1"u8));
        Assert.True(values.Next(out value, out isNull) && isNull);
        Assert.True(CommandCompleteMessage.TryParse(answer[3].Body, out CommandCompleteMessage complete) && complete.Rows == 2);
    }

    [Fact]
    public void The_extended_protocol_takes_what_is_written_here()
    {
        _session.Send(room =>
        {
            int at = 0;
            Assert.True(ParseMessage.TryWrite(room, "s"u8, "select $1 + $2, $3::text"u8, [23, 23], out int written));
            at += written;
            Assert.True(TargetMessage.TryWriteDescribe(room.AsSpan(at), TargetMessage.Statement, "s"u8, out written));
            at += written;
            MessageWriter bind = BindMessage.Begin(room.AsSpan(at), "p"u8, "s"u8, [1, 0, 0], 3);
            bind.Value([0, 0, 0, 40]);
            bind.Value("2"u8);
            bind.Null();
            Assert.True(BindMessage.TryEnd(ref bind, [1, 0], out written));
            at += written;
            Assert.True(ExecuteMessage.TryWrite(room.AsSpan(at), "p"u8, 0, out written));
            at += written;
            Assert.True(TargetMessage.TryWriteClose(room.AsSpan(at), TargetMessage.Statement, "s"u8, out written));
            at += written;
            Assert.True(Frame.TryWriteEmpty(room.AsSpan(at), FrontendType.Sync, out written));
            return at + written;
        });
        List<(byte Type, byte[] Body)> answer = _session.ReadToReady();
        Assert.Equal("1tT2DC3Z", Types(answer));
        Assert.True(ParameterDescriptionMessage.TryParse(answer[1].Body, out ParameterDescriptionMessage types));
        Assert.Equal((3, 23u, 25u), (types.Count, types.Type(1), types.Type(2)));
        Assert.True(DataRowMessage.TryParse(answer[4].Body, out DataRowMessage row));
        ValueCursor values = row.Values();
        Assert.True(values.Next(out ReadOnlySpan<byte> sum, out _) && sum.SequenceEqual((byte[])[0, 0, 0, 42]));
    }

    [Fact]
    public void Errors_and_notifications_are_read()
    {
        _session.Send(room => QueryMessage.TryWrite(room, "listen ch; notify ch, 'hello'; select 1/0"u8, out int written) ? written : 0);
        List<(byte Type, byte[] Body)> answer = _session.ReadToReady();
        (_, byte[] error) = answer.Single(message => message.Type == BackendType.ErrorResponse);
        Assert.True(ErrorFields.TryParse(error, out ErrorFields fields));
        Assert.Equal("ERROR 22012 division by zero", $"{Text(fields.Severity)} {Text(fields.SqlState)} {Text(fields.Message)}");
        _session.Send(room => QueryMessage.TryWrite(room, "listen ch; notify ch, 'hello'"u8, out int written) ? written : 0);
        answer = _session.ReadToReady();
        Assert.True(NotificationMessage.TryParse(answer.Single(message => message.Type == BackendType.NotificationResponse).Body, out NotificationMessage note));
        Assert.Equal("ch hello", Text(note.Channel) + " " + Text(note.Payload));
    }

    private static string Types(List<(byte Type, byte[] Body)> messages) => string.Concat(messages.Select(message => (char)message.Type));

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);
}
