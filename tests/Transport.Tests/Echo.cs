namespace Seawall.Transport.Tests;

/// <summary>Sends back what it receives, pausing while the peer can't take it, and ends when the peer does.</summary>
internal sealed class Echo : ConnectionHandler
{
    public TaskCompletionSource<CloseReason> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int ClosedCalls { get; private set; }

    public long MostPending { get; private set; }

    public override void OnReadable(TcpConnection connection)
    {
        ReceiveResult result = connection.Receive(connection.Loop.Scratch);
        if (result.Status == ReceiveStatus.Ended)
            connection.CloseAfterWriting();
        else if (result.Bytes > 0 && !connection.Write(connection.Loop.Scratch[..result.Bytes]))
            connection.PauseReading();
        MostPending = Math.Max(MostPending, connection.PendingBytes);
    }

    public override void OnWritable(TcpConnection connection) => connection.ResumeReading();

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        ClosedCalls++;
        Closed.TrySetResult(reason);
    }
}
