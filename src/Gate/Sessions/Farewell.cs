using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>
/// Sees a client off once its last bytes are written: ends the writing side and waits for the client's end. What the client still sends is read and dropped:
/// closing a socket with unread bytes would reset it and could take the last message with it.
/// </summary>
internal sealed class Farewell : ConnectionHandler
{
    private readonly LoopTimer _limit;

    public Farewell(TcpConnection client, bool clientHasEnded)
    {
        _limit = client.Loop.CreateTimer(static c => ((TcpConnection)c!).Close(), client);
        _limit.Start(GateContext.LingerLimit);
        if (clientHasEnded)
            client.CloseAfterWriting();
        else
            client.EndWriting();
        client.ResumeReading();
    }

    public override void OnReadable(TcpConnection connection)
    {
        if (connection.Receive(connection.Loop.Scratch).Status == ReceiveStatus.Ended)
            connection.CloseAfterWriting();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason) => _limit.Stop();
}
