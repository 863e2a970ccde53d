namespace Seawall.Lab.Http;

/// <summary>The connections to one address: the free ones, last used first, and the requests that wait for one.</summary>
internal sealed class TargetPool
{
    private readonly HttpConnection[] _free;
    private int _freeCount;

    public TargetPool(HttpEngine engine, HttpTarget target, int connections, int queueLimit)
    {
        Target = target;
        Waiting = new WaitingQueue(queueLimit);
        _free = new HttpConnection[connections];
        All = new HttpConnection[connections];
        for (int i = 0; i < connections; i++)
        {
            All[i] = new HttpConnection(engine, this);
        }
    }

    public HttpTarget Target { get; }

    public HttpConnection[] All { get; }

    public WaitingQueue Waiting { get; }

    public void PutBack(HttpConnection connection)
    {
        if (!connection.IsFree)
        {
            connection.IsFree = true;
            _free[_freeCount++] = connection;
        }
    }

    /// <summary>A connection that can take a request now; those that closed while they were free are passed over and come back when they are connected again.</summary>
    public bool TryTake(out HttpConnection connection)
    {
        while (_freeCount > 0)
        {
            connection = _free[--_freeCount];
            connection.IsFree = false;
            if (connection.IsOpen)
            {
                return true;
            }
        }

        connection = null!;
        return false;
    }
}
