namespace Seawall.Transport;

/// <summary>So many a second, so many at once after a pause; times in monotonic microseconds. Used under its owner's lock.</summary>
internal struct TokenBucket
{
    private double _tokens;
    private long _asOf;
    private bool _isFilled;

    /// <summary>Microseconds until a token is there, 0 when one is now. A rate of 0 has no end of them.</summary>
    public long MicrosToNext(int perSecond, int burst, long now)
    {
        if (perSecond == 0)
            return 0;
        double most = burst > 0 ? burst : perSecond;
        _tokens = _isFilled ? Math.Min(most, _tokens + (now - _asOf) * (perSecond / 1e6)) : most;
        (_asOf, _isFilled) = (now, true);
        return _tokens >= 1 ? 0 : (long)Math.Ceiling((1 - _tokens) * 1e6 / perSecond);
    }

    /// <summary>Takes the token that was there.</summary>
    public void Take() => _tokens--;

    /// <summary>Puts a taken token back.</summary>
    public void Return() => _tokens++;
}
