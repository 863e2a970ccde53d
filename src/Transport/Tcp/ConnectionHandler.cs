namespace Seawall.Transport;

/// <summary>What a protocol does with its connections; every call is made on the connection's loop. One handler may serve many connections.</summary>
public abstract class ConnectionHandler
{
    /// <summary>An outgoing connection stands; bytes may be written.</summary>
    public virtual void OnConnected(TcpConnection connection)
    {
    }

    /// <summary>
    /// Bytes, or the peer's end, wait to be received. Called again, fairly among connections, until a receive finds nothing more
    /// or reading is paused; so one <see cref="TcpConnection.Receive"/> a call is enough.
    /// </summary>
    public abstract void OnReadable(TcpConnection connection);

    /// <summary>All that <see cref="TcpConnection.Write"/> had to hold back has been sent.</summary>
    public virtual void OnWritable(TcpConnection connection)
    {
    }

    /// <summary>Whether nothing is under way on a connection that holds a seat of an <see cref="Admission"/>; asked on any thread, so an answer out of date is no harm.</summary>
    public virtual bool IsIdle(TcpConnection connection) => false;

    /// <summary>The connection has to go: its handler says goodbye and closes it, at once or when what is under way has ended.</summary>
    public virtual void OnLeave(TcpConnection connection, LeaveReason reason) => connection.Close();

    /// <summary>The connection is gone, for whatever reason. Called exactly once, after the handler that caused it has returned.</summary>
    public virtual void OnClosed(TcpConnection connection, CloseReason reason)
    {
    }
}
