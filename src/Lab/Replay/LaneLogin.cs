using System.Globalization;
using System.Text;
using Seawall.Lab.Filtering;
using Seawall.Postgres.Protocol;
using Seawall.Postgres.Scram;
using Seawall.Transport;

namespace Seawall.Lab.Replay;

/// <summary>Logs one lane in: start-up packet, then whatever proof of the password the server asks for.</summary>
internal sealed class LaneLogin(ReplayTarget target, ReplayOptions options)
{
    private readonly byte[] _buffer = new byte[2048];
    private ScramClient? _scram;

    public void Start(TcpConnection connection)
    {
        // Set here and not by SET, the timeouts outlive RESET ALL; pid names in pg_stat_activity tell the lanes from other clients.
        string settings = string.Create(
            CultureInfo.InvariantCulture,
            $"-c lock_timeout={(long)options.LockTimeout.TotalMilliseconds} -c statement_timeout={(long)options.StatementTimeout.TotalMilliseconds}{(options.Use == LaneUse.ReadOnly ? " -c default_transaction_read_only=on" : "")}");
        if (!StartupMessage.TryWrite(_buffer, Utf8(target.User), Utf8(target.Database), "seawall-replay"u8, Utf8(settings), out int written))
        {
            throw new ReplayRefusedException("The target's user and database names are too long for a start-up packet.");
        }

        connection.Write(_buffer.AsSpan(0, written));
    }

    /// <summary>Answers an authentication message; returns what is wrong, null when nothing is.</summary>
    public string? Answer(ReadOnlySpan<byte> body, TcpConnection connection)
    {
        if (!AuthenticationMessage.TryParse(body, out AuthenticationMessage message))
        {
            return "the server sent an authentication message that cannot be read";
        }

        int written = 0;
        switch (message.Kind)
        {
            case AuthenticationKind.Ok:
                return null;
            case AuthenticationKind.CleartextPassword:
                PasswordMessage.TryWrite(_buffer, Utf8(target.Password), out written);
                break;
            case AuthenticationKind.Md5Password:
                Span<byte> hashed = stackalloc byte[Md5Password.Length];
                Md5Password.Write(Utf8(target.User), Utf8(target.Password), message.Data, hashed);
                PasswordMessage.TryWrite(_buffer, hashed, out written);
                break;
            case AuthenticationKind.Sasl when message.Offers(ScramClient.Mechanism):
                _scram = new ScramClient(target.Password);
                PasswordMessage.TryWriteSaslInitial(_buffer, ScramClient.Mechanism, _scram.First(), out written);
                break;
            case AuthenticationKind.SaslContinue when _scram is not null:
                ScramStep step = _scram.Continue(message.Data, out byte[] final);
                if (step != ScramStep.Ok)
                {
                    return $"SCRAM failed: {step}";
                }

                PasswordMessage.TryWriteSasl(_buffer, final, out written);
                break;
            case AuthenticationKind.SaslFinal when _scram is not null:
                return _scram.Finish(message.Data) is var end && end == ScramStep.Ok ? null : $"the server did not prove that it knows the password: {end}";
            default:
                return $"the server asks for authentication by method {(int)message.Kind}, which the replay does not speak";
        }

        connection.Write(_buffer.AsSpan(0, written));
        return null;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
