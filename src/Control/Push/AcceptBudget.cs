namespace Seawall.Control.Push;

/// <summary>Spreads a storm of clients that come back: so many streams a second are let in, the others are told a moment of their own to come again.</summary>
internal sealed class AcceptBudget(int perSecond, TimeProvider time, Random random)
{
    private readonly Lock _turn = new();
    private double _left = perSecond;
    private long _at = time.GetTimestamp();
    private int _refused;

    /// <summary>Lets one in (0), or says in how many seconds to come again.</summary>
    public int Enter()
    {
        lock (_turn)
        {
            var now = time.GetTimestamp();
            var seconds = time.GetElapsedTime(_at, now).TotalSeconds;
            _at = now;
            _left = Math.Min(perSecond, _left + (seconds * perSecond));
            if (_left >= 1)
            {
                _left--;
                _refused = Math.Max(0, _refused - 1);
                return 0;
            }
            // As many as are waiting already decide how wide the rest is spread, up to 4 s.
            _refused++;
            return 1 + random.Next(Math.Clamp(_refused / perSecond, 1, 4));
        }
    }
}
