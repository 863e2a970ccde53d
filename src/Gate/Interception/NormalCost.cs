namespace Seawall.Gate.Interception;

/// <summary>
/// What a statement costs when its server is not under pressure: a low quantile of its times, followed call by call. A time <c>x</c> seen while the server is
/// <c>s</c> times slower than normal says only that the cost lies between <c>x / s²</c> and <c>x</c>, since one statement suffers more than another, so an estimate inside
/// that interval stays: neither does a slow server make a fast statement slow, nor does a slow statement pass for fast because it slowed the server itself.
/// A bound of <c>x / s</c> would not do: <c>s</c> is itself measured by these estimates, and the half of the calls above it would push both up for ever.
/// </summary>
/// <remarks>
/// Steps up and down in the logarithm as in "Frugal Streaming for Estimating Quantiles" (Ma, Muthukrishnan and Sandler, 2013), weighted by the quantile and smaller from call
/// to call as in stochastic approximation (Robbins and Monro, 1951), larger again after long runs one way, which its Frugal-2U does to follow a change.
/// A statement that was met under pressure only has a guess of <c>x / s</c> and is not known. Once known, one is looked at some times a second at most, so that a burst of calls between two readings of the server's pace cannot move it far.
/// </remarks>
internal struct NormalCost
{
    /// <summary>Calls while the server is well after which a statement is known.</summary>
    public const int ToKnow = 3;

    private const float Quantile = 0.25f;
    private const float LeastStep = 0.1f;
    private const int RunForDoubleStep = 16;
    private const long BetweenLooks = 50_000;
    private const int Freely = 32;
    private const float Calm = 0.6f;
    private const float FastAnyway = 14.3f; // 20 ms

    private float _log2;
    private int _run;
    private byte _calm;
    private long _lookedAt;

    /// <summary>Calls learned from.</summary>
    public int Samples { get; private set; }

    /// <summary>Base-2 logarithm of the microseconds.</summary>
    public readonly float Log2 => _log2;

    /// <summary>Whether it was seen often enough while its server was well, or was fast though that was not.</summary>
    public readonly bool IsKnown => _calm >= ToKnow;

    public readonly double Micros => Samples == 0 ? 0 : Math.Pow(2, _log2);

    /// <summary>A cost that was learned before a restart.</summary>
    public static NormalCost Of(double micros, int samples) => new() { _log2 = MathF.Log2((float)Math.Max(1, micros)), Samples = samples, _calm = (byte)Math.Min(samples, ToKnow) };

    /// <summary>Takes a call into account.</summary>
    /// <param name="log2Micros">Its time.</param>
    /// <param name="log2Slowdown">How many times slower than normal the server was, 0 or more.</param>
    /// <param name="isOver">Whether it ended by itself; one that was stopped costs at least its time.</param>
    /// <param name="nowMicros">Monotonic.</param>
    public void Learn(float log2Micros, float log2Slowdown, bool isOver, long nowMicros)
    {
        if (Samples >= Freely && nowMicros - _lookedAt < BetweenLooks)
            return;
        _lookedAt = nowMicros;
        if (Samples < int.MaxValue)
            Samples++;
        if (!IsKnown)
        {
            float guess = log2Micros - log2Slowdown;
            _log2 = Samples == 1 ? guess : (_log2 + guess) / 2;
            if (isOver && (log2Slowdown < Calm || log2Micros <= FastAnyway))
                _calm++;
            return;
        }
        float low = log2Micros - (2 * log2Slowdown);
        if (_log2 < low)
        {
            _run = Math.Max(1, _run + 1);
            _log2 += Math.Min(low - _log2, Step() * Quantile);
        }
        else if (_log2 > log2Micros && isOver)
        {
            _run = Math.Min(-1, _run - 1);
            _log2 -= Math.Min(_log2 - log2Micros, Step() * (1 - Quantile));
        }
    }

    private readonly float Step() => Math.Max(LeastStep, 2f / Samples) * (1 << Math.Min(4, Math.Abs(_run) / RunForDoubleStep));
}
