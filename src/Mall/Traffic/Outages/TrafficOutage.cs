namespace Seawall.Mall.Traffic.Outages;

/// <summary>An outage in the middle of a run: <paramref name="Target"/> goes down <paramref name="At"/> after the start, for <paramref name="For"/>.</summary>
public sealed record TrafficOutage(IOutageTarget Target, TimeSpan At, TimeSpan For)
{
    /// <summary>When it is to end, from the start of the run.</summary>
    public TimeSpan To => At + For;
}

/// <summary>What goes down during a run; the seam to the processes of the site.</summary>
public interface IOutageTarget
{
    /// <summary>What goes down, by name.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Takes it down for the time given and returns once it is down; it comes back by itself, whatever becomes of the caller.</summary>
    Task TakeDownAsync(TimeSpan length, CancellationToken ct);

    /// <summary>Returns when all of it is up again.</summary>
    Task WaitBackAsync(CancellationToken ct);

    /// <summary>Lets what is still down come back now.</summary>
    void LetGo();
}
