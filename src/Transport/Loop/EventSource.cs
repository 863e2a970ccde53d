namespace Seawall.Transport;

/// <summary>Something with a file descriptor that an <see cref="EventLoop"/> watches.</summary>
public abstract class EventSource
{
    private protected EventSource(EventLoop loop) => Loop = loop;

    /// <summary>The loop that owns this source; every call on the source is made on its thread.</summary>
    public EventLoop Loop { get; }

    /// <summary>Index and generation in the loop's table; events of an earlier owner of the same index are told apart by the generation.</summary>
    internal ulong Token { get; set; }

    internal abstract void OnEvents(uint events);

    internal abstract void OnLoopStopped();

    /// <summary>Runs what the source put off until the present event was done: further reading, or the news that it closed.</summary>
    internal virtual void OnDeferred()
    {
    }

    /// <summary>Called when a handler threw: the source is given up, the loop lives on.</summary>
    internal abstract void OnFault(Exception fault);
}
