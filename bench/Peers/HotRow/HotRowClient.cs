using System.Buffers.Binary;
using System.Diagnostics;
using Seawall.Transport;

namespace Seawall.Peers.HotRow;

/// <summary>One client on the loop: sends the steps of a transaction one after the other, each when the one before it was answered, and begins anew as long as it is told to.</summary>
internal sealed class HotRowClient(HotRowClients owner, int number) : ConnectionHandler
{
    private const int HeaderLength = 5;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerLength;
    private int _rest;
    private TcpConnection? _connection;
    private byte[][] _steps = [];
    private int _step;
    private int _left;
    private long _began;

    public int Number => number;

    public void Connect(System.Net.EndPoint server) => _connection = owner.Loop.Connect(server, this);

    /// <summary>Runs so many transactions, or without end until <see cref="HotRowClients.IsOver"/>; then tells its owner.</summary>
    public void Begin(byte[][] steps, int transactions)
    {
        (_steps, _left) = (steps, transactions);
        Next();
    }

    public void Close() => _connection?.Close();

    public override void OnConnected(TcpConnection connection)
    {
        (_steps, _step, _left) = ([HotRowMessages.Startup, HotRowMessages.Prepare], 0, 1);
        connection.Write(_steps[0]);
    }

    public override void OnReadable(TcpConnection connection)
    {
        ReceiveResult result = connection.Receive(owner.Loop.Scratch);
        if (result.Status == ReceiveStatus.Received)
            Read(owner.Loop.Scratch[..result.Bytes]);
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason) => owner.OnLost(reason.ToString());

    private void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_rest > 0)
            {
                int part = Math.Min(_rest, bytes.Length);
                _rest -= part;
                bytes = bytes[part..];
            }
            else
            {
                int part = Math.Min(HeaderLength - _headerLength, bytes.Length);
                bytes[..part].CopyTo(_header.AsSpan(_headerLength));
                _headerLength += part;
                bytes = bytes[part..];
                if (_headerLength < HeaderLength)
                    return;
                (_headerLength, _rest) = (0, BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(1)) - 4);
                if (_header[0] == (byte)'E')
                    owner.OnLost("a statement failed");
            }
            if (_rest == 0 && _headerLength == 0 && _header[0] == (byte)'Z')
                OnReady();
        }
    }

    private void OnReady()
    {
        _header[0] = 0;
        if (++_step < _steps.Length)
        {
            _connection!.Write(_steps[_step]);
            return;
        }
        if (_began != 0)
            owner.OnTransaction(Stopwatch.GetElapsedTime(_began));
        if (--_left == 0 || owner.IsOver)
        {
            _began = 0;
            owner.OnIdle(this);
            return;
        }
        Next();
    }

    private void Next()
    {
        _step = 0;
        _began = Stopwatch.GetTimestamp();
        _connection!.Write(_steps[0]);
    }
}
