namespace Seawall.Gate.Sessions;

/// <summary>Counts over all loops of a gate.</summary>
internal sealed class GateCounters
{
    private long _opened;
    private long _closed;
    private long _refused;
    private long _cancels;
    private long _faults;

    public long Opened => Volatile.Read(ref _opened);

    public long Open => Volatile.Read(ref _opened) - Volatile.Read(ref _closed);

    public long Refused => Volatile.Read(ref _refused);

    public long Cancels => Volatile.Read(ref _cancels);

    public long Faults => Volatile.Read(ref _faults);

    public void CountOpened() => Interlocked.Increment(ref _opened);

    public void CountClosed() => Interlocked.Increment(ref _closed);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountCancel() => Interlocked.Increment(ref _cancels);

    /// <summary>The exception that was counted last; null when none was.</summary>
    public Exception? LastFault { get; private set; }

    public void CountFault(Exception fault)
    {
        LastFault = fault;
        Interlocked.Increment(ref _faults);
    }
}
