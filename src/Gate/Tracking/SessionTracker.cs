using System.Buffers.Binary;
using Seawall.Gate.Judging;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Tracking;

/// <summary>
/// Follows one session's conversation and knows which reply belongs to which request: bytes in, completed statements out.
/// It only watches. Whatever it meets, the bytes go on; when they make no sense it stops looking.
/// </summary>
/// <remarks>The rules are those of the PostgreSQL manual, "Message Flow", and what the server was seen to do where the manual is silent.</remarks>
internal sealed class SessionTracker
{
    // A client may pipeline without end. Past the first mark it has to wait for replies, down to the second.
    private const int MostOutstanding = 16_384;
    private const int FewOutstanding = 8_192;

    private readonly ClientMessages _clientMessages;
    private readonly ServerMessages _serverMessages;
    private readonly SessionState _state;
    private MessageFramer _client;
    private MessageFramer _server;

    public SessionTracker(Ledger ledger, SessionIdentity identity, Judge? judge = null)
    {
        _state = new SessionState(ledger, identity) { Judge = judge };
        _clientMessages = new ClientMessages(_state);
        _serverMessages = new ServerMessages(_state);
        _state.Add(RequestKind.Startup);
    }

    internal SessionState State => _state;

    internal ClientMessages ClientMessages => _clientMessages;

    /// <summary>Whether the last byte that came from the server ended a message.</summary>
    public bool ServerAtBoundary => _server.AtBoundary && !_server.IsLost;

    /// <summary>Whether so many requests wait that the client should be read no further.</summary>
    public bool IsCrowded { get; private set; }

    /// <summary>Process id and secret the server gave; 0 until it does.</summary>
    public ulong BackendKey => _state.BackendKey;

    /// <summary>'I' outside a transaction, 'T' inside, 'E' inside a failed one.</summary>
    public byte Status => _state.Status;

    /// <summary>Whether the server has not let the client in yet.</summary>
    public bool IsLoggingIn => _state.Requests.Count > 0 && _state.Requests[0].Kind == RequestKind.Startup;

    /// <summary>Whether nothing is under way: no transaction, no request, no message half sent.</summary>
    public bool IsIdle => Outstanding == 0 && Status == (byte)'I' && _client.AtBoundary;

    /// <summary>Requests sent and not answered.</summary>
    public int Outstanding => _state.Requests.Count;

    public void OnClientBytes(ReadOnlySpan<byte> bytes)
    {
        if (!_state.IsBlind)
            _client.Feed(bytes, _clientMessages);
        LookWhetherCrowded();
    }

    public void OnServerBytes(ReadOnlySpan<byte> bytes)
    {
        if (!_state.IsBlind)
            _server.Feed(bytes, _serverMessages);
        if (IsCrowded && (_state.IsBlind || _state.Requests.Count < FewOutstanding))
            IsCrowded = false;
    }

    /// <summary>Follows the server to the end of one message at most and says how many bytes that took; an ErrorResponse is given to the reader first, when there is one.</summary>
    public int OnServerMessage(ReadOnlySpan<byte> bytes, IErrorReader? reader)
    {
        if (_state.IsBlind)
            return bytes.Length;
        _serverMessages.Withholding = reader;
        int used = _server.Next(bytes, _serverMessages);
        _serverMessages.Withholding = null;
        return used;
    }

    /// <summary>Looks again whether the client may be read.</summary>
    public void LookWhetherCrowded()
    {
        if (_state.Requests.Count > MostOutstanding)
            IsCrowded = true;
    }

    /// <summary>The CancelRequest for this session's server process: int32 length · int32 code · key.</summary>
    public byte[] CancelPacket()
    {
        byte[] packet = new byte[8 + Math.Max(sizeof(ulong), _state.LongKey.Length)];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), PacketCodes.CancelRequest);
        if (_state.LongKey.Length > 0)
            _state.LongKey.CopyTo(packet, 8);
        else
            BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(8), _state.BackendKey);
        return packet;
    }

    /// <summary>Gives everything back to the ledger's pools.</summary>
    public void Close()
    {
        _client.Release();
        _server.Release();
        _state.Close();
    }
}
