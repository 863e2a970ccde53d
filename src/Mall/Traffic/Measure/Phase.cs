namespace Seawall.Mall.Traffic.Measure;

/// <summary>The parts of a run with an outage; a run without one is all <see cref="Before"/>.</summary>
public enum Phase
{
    Before,
    During,
    After,
}

/// <summary>When the outage began and ended, in timestamps of the run's clock; 0 while it has not.</summary>
internal sealed class OutageTimes
{
    private long _began;
    private long _ended;

    public long Began => Volatile.Read(ref _began);

    public long Ended => Volatile.Read(ref _ended);

    public void Begin(long timestamp) => Volatile.Write(ref _began, timestamp);

    public void End(long timestamp) => Volatile.Write(ref _ended, timestamp);

    /// <summary>A request belongs to the outage when any part of it lies in it.</summary>
    public Phase Of(long started, long answered) =>
        Began is 0 || answered < Began ? Phase.Before
        : Ended is 0 || started < Ended ? Phase.During
        : Phase.After;
}
