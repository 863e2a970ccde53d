namespace Seawall.Client.Doors;

/// <summary>Turns a second over the last ten whole seconds, fewer while the room is younger.</summary>
internal sealed class RoomRate
{
    private const int Seconds = 10;

    private readonly long[] _turns = new long[Seconds + 1];
    private long _first = -1;
    private long _last;

    public void Add(long now, long turns)
    {
        Move(now);
        _turns[_last % _turns.Length] += turns;
    }

    /// <summary>0 while there is no whole second to go by.</summary>
    public double PerSecond(long now)
    {
        Move(now);
        var whole = Math.Min(Seconds, _last - _first);
        return whole <= 0 ? 0 : (_turns.Sum() - _turns[_last % _turns.Length]) / (double)whole;
    }

    private void Move(long now)
    {
        var second = now / 1000;
        if (_first < 0)
            _first = _last = second;
        for (var next = Math.Max(_last + 1, second - Seconds); next <= second; next++)
            _turns[next % _turns.Length] = 0;
        _last = Math.Max(_last, second);
    }
}
