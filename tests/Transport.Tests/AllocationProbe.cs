namespace Seawall.Transport.Tests;

/// <summary>Reads how many bytes a loop's thread has allocated, without allocating there itself.</summary>
internal sealed class AllocationProbe(EventLoop loop) : IDisposable
{
    private readonly ManualResetEventSlim _answered = new();
    private long _bytes;

    public long Read()
    {
        _answered.Reset();
        loop.Post(static probe => ((AllocationProbe)probe!).Answer(), this);
        if (!_answered.Wait(TimeSpan.FromSeconds(20)))
            throw new TimeoutException("The loop did not answer the probe within 20 s.");
        return _bytes;
    }

    public void Dispose() => _answered.Dispose();

    private void Answer()
    {
        _bytes = GC.GetAllocatedBytesForCurrentThread();
        _answered.Set();
    }
}
