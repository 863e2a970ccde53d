using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>A client before it is known what it wants. Answers SSL and GSS requests, then becomes a session, a cancel or a refusal.</summary>
internal sealed class ClientStartup : ConnectionHandler
{
    private readonly GateLoop _owner;
    private readonly TcpConnection _client;
    private readonly LoopTimer _limit;
    private byte[]? _held;
    private int _length;
    private bool _sslAnswered;
    private bool _gssAnswered;

    public ClientStartup(GateLoop owner, TcpConnection client)
    {
        _owner = owner;
        _client = client;
        _limit = owner.Loop.CreateTimer(static s => ((ClientStartup)s!).Refuse(Refusal.TooSlow(GateContext.StartupLimit)), this);
        _limit.Start(GateContext.StartupLimit);
    }

    public override void OnReadable(TcpConnection connection)
    {
        _held ??= _owner.Loop.Blocks.Rent();
        ReceiveResult result = connection.Receive(_held.AsSpan(_length));
        _length += result.Bytes;
        if (result.Status == ReceiveStatus.Ended)
            connection.Close();
        else if (result.Status == ReceiveStatus.Received)
            Advance();
        if (_length == 0)
            ReturnHeld();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        _limit.Stop();
        ReturnHeld();
    }

    private void Advance()
    {
        ReadOnlySpan<byte> bytes = _held.AsSpan(0, _length);
        StartupStep step = StartupReader.Peek(bytes);
        switch (step.Kind)
        {
            case StartupStepKind.Incomplete:
                break;
            case StartupStepKind.Ssl when !_sslAnswered:
                _sslAnswered = true;
                AnswerSsl(step);
                break;
            case StartupStepKind.Gss when !_gssAnswered:
                _gssAnswered = true;
                if (AnswerNo("GSSAPI encryption", step))
                    _length = 0;
                break;
            case StartupStepKind.Cancel:
                Cancel(bytes[..step.Length]);
                break;
            case StartupStepKind.Start:
                Start(bytes, step.Length);
                break;
            case StartupStepKind.Close:
                _client.Close();
                break;
            default:
                Refuse(Refusal.WrongVersion(step.Code));
                break;
        }
    }

    private void AnswerSsl(StartupStep step)
    {
        if (_owner.Context.Options.TlsCertificate is null)
        {
            if (AnswerNo("SSL", step))
                _length = 0;
            return;
        }
        _client.Write("S"u8);
        if (_length > step.Length)
            Refuse(Refusal.UnencryptedDataAfter("SSL"));
        else if (_client.IsOpen)
            HandOver();
    }

    private bool AnswerNo(string request, StartupStep step)
    {
        _client.Write("N"u8);
        if (_length == step.Length)
            return true;
        Refuse(Refusal.UnencryptedDataAfter(request));
        return false;
    }

    // TLS is spoken by SslStream, which needs the socket for itself.
    private void HandOver()
    {
        _limit.Stop();
        ReturnHeld();
        _owner.HandOver(_client.Detach());
    }

    private void Cancel(ReadOnlySpan<byte> packet)
    {
        _limit.Stop();
        _client.Handler = new CancelRelay(_owner, _client, packet);
        ReturnHeld();
    }

    private void Start(ReadOnlySpan<byte> bytes, int packetLength)
    {
        StartupParameters? parameters = StartupReader.ReadParameters(bytes[..packetLength]);
        if (parameters is null)
        {
            Refuse(Refusal.BadLayout());
            return;
        }
        if (parameters.User.Length == 0)
        {
            Refuse(Refusal.NoUser());
            return;
        }
        RouteTable routes = _owner.Context.Routes;
        if (routes.Find(parameters.Database) is not { } upstream)
        {
            Refuse(Refusal.UnknownDatabase(parameters.Database, routes.Served));
            return;
        }
        _limit.Stop();
        Session session = new(_owner, _client, upstream, parameters);
        _client.Handler = session;
        session.Begin(bytes[..packetLength], bytes[packetLength..]);
        ReturnHeld();
    }

    private void Refuse(Refusal refusal)
    {
        _limit.Stop();
        _owner.Context.Counters.CountRefused();
        _client.Write(refusal.ToBytes());
        _client.Handler = new Farewell(_client, clientHasEnded: false);
        ReturnHeld();
    }

    private void ReturnHeld()
    {
        if (_held is null)
            return;
        _owner.Loop.Blocks.Return(_held);
        _held = null;
        _length = 0;
    }
}
