namespace Seawall.Peers.Door;

/// <summary>What all connections count together.</summary>
/// <param name="enough">Cancelled when so many as there are places were let in; null to go on.</param>
internal sealed class Tally(int places, CancellationTokenSource? enough)
{
    private long _arrivals;
    private long _asked;
    private long _errors;
    private long _refused;
    private long _lapsed;
    private int _in;

    public long Asked => _asked;

    public long Errors => _errors;

    public long Refused => _refused;

    public long Lapsed => _lapsed;

    public long Arrive() => Interlocked.Increment(ref _arrivals);

    public void Ask() => Interlocked.Increment(ref _asked);

    public void Fail() => Interlocked.Increment(ref _errors);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Lapse() => Interlocked.Increment(ref _lapsed);

    public void LetIn()
    {
        if (Interlocked.Increment(ref _in) == places)
            enough?.Cancel();
    }
}
