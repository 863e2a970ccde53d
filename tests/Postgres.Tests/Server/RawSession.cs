using System.Net.Sockets;
using System.Text;
using Seawall.Postgres.Protocol;
using Seawall.Postgres.Scram;

namespace Seawall.Postgres.Tests.Server;

/// <summary>A login and its messages byte by byte, by nothing but this part's own code.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _out = new byte[64 * 1024];
    private byte[] _in = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>What the server said before it was ready, as `type:length` in order.</summary>
    public List<(byte Type, byte[] Body)> Greeting { get; } = [];

    public static RawSession Open(int port, string user, string password, string database)
    {
        var session = new RawSession();
        session._socket.Connect("127.0.0.1", port);
        Assert.True(StartupMessage.TryWrite(session._out, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(database), "raw"u8, default, out int written));
        session.Send(written);
        session.Authenticate(user, password);
        return session;
    }

    /// <summary>Sends what `write` puts into the buffer.</summary>
    public void Send(Func<byte[], int> write) => Send(write(_out));

    /// <summary>Reads messages up to and with ReadyForQuery.</summary>
    public List<(byte Type, byte[] Body)> ReadToReady()
    {
        var messages = new List<(byte Type, byte[] Body)>();
        do
            messages.Add(Read());
        while (messages[^1].Type != BackendType.ReadyForQuery);
        return messages;
    }

    public void Dispose() => _socket.Dispose();

    private void Authenticate(string user, string password)
    {
        var scram = new ScramClient(password);
        while (true)
        {
            (byte type, byte[] body) = Read();
            Assert.True(type == BackendType.Authentication, $"expected an authentication message, got {(char)type}: {Encoding.UTF8.GetString(body)}");
            Assert.True(AuthenticationMessage.TryParse(body, out AuthenticationMessage message));
            int written;
            switch (message.Kind)
            {
                case AuthenticationKind.Ok:
                    Greeting.AddRange(ReadToReady());
                    return;
                case AuthenticationKind.Md5Password:
                    byte[] hash = new byte[Md5Password.Length];
                    Md5Password.Write(Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password), message.Data, hash);
                    Assert.True(PasswordMessage.TryWrite(_out, hash, out written));
                    Send(written);
                    break;
                case AuthenticationKind.Sasl:
                    Assert.True(message.Offers(ScramClient.Mechanism));
                    Assert.True(PasswordMessage.TryWriteSaslInitial(_out, ScramClient.Mechanism, scram.First(), out written));
                    Send(written);
                    break;
                case AuthenticationKind.SaslContinue:
                    Assert.Equal(ScramStep.Ok, scram.Continue(message.Data, out byte[] final));
                    Assert.True(PasswordMessage.TryWriteSasl(_out, final, out written));
                    Send(written);
                    break;
                case AuthenticationKind.SaslFinal:
                    Assert.Equal(ScramStep.Ok, scram.Finish(message.Data));
                    break;
                default:
                    Assert.Fail($"The server asked for {message.Kind}.");
                    break;
            }
        }
    }

    private void Send(int count)
    {
        for (int sent = 0; sent < count;)
            sent += _socket.Send(_out.AsSpan(sent, count - sent));
    }

    private (byte Type, byte[] Body) Read()
    {
        while (true)
        {
            FrameStatus status = Frame.TryRead(_in.AsSpan(_start, _end - _start), out byte type, out ReadOnlySpan<byte> body, out int consumed);
            Assert.NotEqual(FrameStatus.Invalid, status);
            if (status == FrameStatus.Ok)
            {
                _start += consumed;
                return (type, body.ToArray());
            }

            if (_end == _in.Length)
            {
                byte[] larger = new byte[_in.Length * 2];
                _in.AsSpan(_start, _end - _start).CopyTo(larger);
                (_in, _end, _start) = (larger, _end - _start, 0);
            }

            int got = _socket.Receive(_in.AsSpan(_end));
            Assert.True(got > 0, "The server closed the connection.");
            _end += got;
        }
    }
}
