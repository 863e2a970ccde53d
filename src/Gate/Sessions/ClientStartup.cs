using Seawall.Gate.Admitting;
using Seawall.Gate.SqlConsole;
using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>
/// A client before it is known what it wants. Answers SSL and GSS requests, then becomes a session, a cancel or a refusal; a session waits here for its turn to log in to
/// its server. Its whole time has one limit, whatever it sends meanwhile.
/// </summary>
internal sealed class ClientStartup : ConnectionHandler
{
    // A packet, and what a client sends behind it without waiting for the answer.
    private const int MostHeld = 16 * 1024;

    private readonly GateLoop _owner;
    private readonly TcpConnection _client;
    private readonly LoopTimer _limit;
    private byte[] _held = [];
    private int _length;
    private bool _sslAnswered;
    private bool _gssAnswered;
    private ServerTurn? _turn;
    private Session? _next;
    private int _packetLength;
    private string _server = "";

    public ClientStartup(GateLoop owner, TcpConnection client)
    {
        _owner = owner;
        _client = client;
        _limit = owner.Loop.CreateTimer(static s => ((ClientStartup)s!).OnTooLate(), this);
        _limit.Start(owner.Context.Admission.HandshakeLimit);
    }

    public override void OnReadable(TcpConnection connection)
    {
        Span<byte> scratch = connection.Loop.Scratch;
        _held.AsSpan(0, _length).CopyTo(scratch);
        ReceiveResult result = connection.Receive(scratch[_length..MostHeld]);
        if (result.Status == ReceiveStatus.Ended)
            connection.Close();
        if (result.Status != ReceiveStatus.Received)
            return;
        ReadOnlySpan<byte> bytes = scratch[..(_length + result.Bytes)];
        if (_next is not null)
            Hold(bytes);
        else
            Advance(bytes);
    }

    public override void OnLeave(TcpConnection connection, LeaveReason reason) => CutOff(Refusal.TooSlow(_owner.Context.Admission.Connections.Options.HandshakeLeast));

    public override void OnClosed(TcpConnection connection, CloseReason reason) => End();

    private void Advance(ReadOnlySpan<byte> bytes)
    {
        StartupStep step = StartupReader.Peek(bytes);
        switch (step.Kind)
        {
            case StartupStepKind.Incomplete:
                Hold(bytes);
                break;
            case StartupStepKind.Ssl when !_sslAnswered:
                _sslAnswered = true;
                AnswerSsl(bytes.Length, step);
                break;
            case StartupStepKind.Gss when !_gssAnswered:
                _gssAnswered = true;
                AnswerNo("GSSAPI encryption", bytes.Length, step);
                break;
            case StartupStepKind.Cancel:
                _limit.Stop();
                _client.Handler = new CancelRelay(_owner, _client, bytes[..step.Length]);
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

    private void AnswerSsl(int length, StartupStep step)
    {
        if (_owner.Context.Options.TlsCertificate is null)
        {
            AnswerNo("SSL", length, step);
            return;
        }
        _client.Write("S"u8);
        if (length > step.Length)
            Refuse(Refusal.UnencryptedDataAfter("SSL"));
        else if (_client.IsOpen)
            HandOver();
    }

    private void AnswerNo(string request, int length, StartupStep step)
    {
        _length = 0;
        _client.Write("N"u8);
        if (length > step.Length)
            Refuse(Refusal.UnencryptedDataAfter(request));
    }

    // TLS is spoken by SslStream, which needs the socket for itself.
    private void HandOver()
    {
        End();
        int seat = _client.TakeSeat();
        _owner.HandOver(_client.Detach(), seat);
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
        if (_owner.Context.Console is { } console && GateConsole.Takes(parameters.Database, _owner.Context.Options))
        {
            byte[] rest = bytes[packetLength..].ToArray();
            End();
            // Who looks after the gate takes no place from those it serves.
            _owner.Context.Admission.Connections.Leave(_client.TakeSeat());
            console.Take(_client.Detach(), parameters, rest);
            return;
        }
        RouteTable routes = _owner.Context.Routes;
        if (routes.Find(parameters.Database) is not { } upstream)
        {
            Refuse(Refusal.UnknownDatabase(parameters.Database, routes.Served));
            return;
        }
        GateAdmission admission = _owner.Context.Admission;
        string business = _owner.Ledger.BusinessOf(parameters);
        if (admission.Name(_client.Seat, business, out ConnectionClass ofBusiness, out int grade) is { } refusal)
        {
            Refuse(refusal);
            return;
        }
        _turn = new ServerTurn(_owner.Loop, admission.DialsOf(upstream), static s => ((ClientStartup)s!).OnTurn(), this);
        _next = new Session(_owner, _client, upstream, parameters);
        _next.Hold(_turn, business);
        (_packetLength, _server) = (packetLength, upstream.Address);
        if (_turn.Enter(ofBusiness, grade))
            Begin(bytes);
        else
            Hold(bytes);
    }

    private void OnTurn()
    {
        if (_client.IsOpen && _client.Handler == this)
            Begin(_held.AsSpan(0, _length));
        else
            _turn?.Done();
    }

    private void Begin(ReadOnlySpan<byte> bytes)
    {
        _limit.Stop();
        _turn = null;
        _client.Handler = _next!;
        _next!.Begin(bytes[.._packetLength], bytes[_packetLength..]);
    }

    private void OnTooLate()
    {
        TimeSpan limit = _owner.Context.Admission.HandshakeLimit;
        if (_next is null)
            CutOff(Refusal.TooSlow(limit));
        else
            Refuse(ConnectionRefusals.WaitedTooLong(limit, _server));
    }

    // Nobody waits for the end of a client that is too slow.
    private void CutOff(Refusal refusal)
    {
        End();
        _owner.Context.Counters.CountRefused();
        _client.Write(refusal.ToBytes());
        _client.CloseAfterWriting();
    }

    private void Refuse(Refusal refusal)
    {
        End();
        _owner.Context.Counters.CountRefused();
        _client.Write(refusal.ToBytes());
        _client.Handler = new Farewell(_client, clientHasEnded: false);
    }

    // Most packets come whole and are never held; of others only what came is.
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _held.Length)
            _held = new byte[bytes.Length];
        bytes.CopyTo(_held);
        _length = bytes.Length;
        if (_length > PacketCodes.LongestPacket)
            _client.PauseReading();
    }

    private void End()
    {
        _limit.Stop();
        _turn?.Done();
        _turn = null;
    }
}
