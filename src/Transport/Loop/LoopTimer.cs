namespace Seawall.Transport;

/// <summary>A timer of one loop: made once, started and stopped as often as needed without allocation, accurate to <see cref="TimingWheel.Tick"/>.</summary>
public sealed class LoopTimer
{
    private readonly TimingWheel _wheel;
    private readonly Action<object?> _expired;
    private readonly object? _state;

    internal LoopTimer(TimingWheel wheel, Action<object?> expired, object? state)
    {
        _wheel = wheel;
        _expired = expired;
        _state = state;
    }

    internal LoopTimer? Previous { get; set; }

    internal LoopTimer? Next { get; set; }

    internal long DueTick { get; set; } = -1;

    /// <summary>Whether the timer waits to expire.</summary>
    public bool IsRunning => DueTick >= 0;

    /// <summary>Expires once after the delay; a running timer starts anew.</summary>
    public void Start(TimeSpan delay) => _wheel.Start(this, delay);

    /// <summary>Forgets the pending expiry, if there is one.</summary>
    public void Stop() => _wheel.Stop(this);

    internal void Expire() => _expired(_state);
}
