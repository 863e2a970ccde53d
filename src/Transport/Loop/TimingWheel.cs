using System.Numerics;

namespace Seawall.Transport;

/// <summary>Timers hashed by due tick into 512 slots: start, stop and expiry in constant time, whatever their number.</summary>
/// <remarks>Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (1987), scheme 6. A timer further away than one turn stays in its slot and is passed over until its tick comes.</remarks>
internal sealed class TimingWheel
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private const int Slots = 512;
    private const long TickMicros = 10_000;

    private readonly LoopTimer?[] _heads = new LoopTimer?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private long _tick;
    private int _running;

    public TimingWheel(long nowMicros) => _tick = nowMicros / TickMicros;

    public void Start(LoopTimer timer, TimeSpan delay)
    {
        Stop(timer);
        long ticks = Math.Max(1, (delay.Ticks + Tick.Ticks - 1) / Tick.Ticks);
        timer.DueTick = _tick + ticks;
        int slot = SlotOf(timer.DueTick);
        timer.Next = _heads[slot];
        if (timer.Next is not null)
            timer.Next.Previous = timer;
        _heads[slot] = timer;
        _occupied[slot >> 6] |= 1UL << (slot & 63);
        _running++;
    }

    public void Stop(LoopTimer timer)
    {
        if (!timer.IsRunning)
            return;
        int slot = SlotOf(timer.DueTick);
        if (timer.Previous is null)
            _heads[slot] = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is not null)
            timer.Next.Previous = timer.Previous;
        if (_heads[slot] is null)
            _occupied[slot >> 6] &= ~(1UL << (slot & 63));
        timer.Previous = timer.Next = null;
        timer.DueTick = -1;
        _running--;
    }

    /// <summary>Expires every timer due by now, a tick at a time.</summary>
    public void Advance(long nowMicros)
    {
        long target = nowMicros / TickMicros;
        if (_running == 0)
        {
            _tick = Math.Max(_tick, target);
            return;
        }
        while (_tick < target)
        {
            _tick++;
            if (_heads[SlotOf(_tick)] is not null)
                ExpireDue();
        }
    }

    /// <summary>Milliseconds until a slot with timers comes up; -1 when no timer runs.</summary>
    public int MillisecondsToNext(long nowMicros)
    {
        if (_running == 0)
            return -1;
        long due = (_tick + TicksToNextSlot()) * TickMicros;
        return (int)Math.Max(0, (due - nowMicros + 999) / 1000);
    }

    // An expiry may start or stop any timer, so the slot is searched anew after each one.
    private void ExpireDue()
    {
        for (LoopTimer? due = FirstDue(); due is not null; due = FirstDue())
        {
            Stop(due);
            due.Expire();
        }
    }

    private LoopTimer? FirstDue()
    {
        LoopTimer? timer = _heads[SlotOf(_tick)];
        while (timer is not null && timer.DueTick > _tick)
            timer = timer.Next;
        return timer;
    }

    private int TicksToNextSlot()
    {
        int start = SlotOf(_tick + 1);
        for (int step = 0; step <= _occupied.Length; step++)
        {
            int word = ((start >> 6) + step) % _occupied.Length;
            ulong bits = step == 0 ? _occupied[word] & (ulong.MaxValue << (start & 63)) : _occupied[word];
            if (bits != 0)
                return ((word * 64 + BitOperations.TrailingZeroCount(bits) - start + Slots) & (Slots - 1)) + 1;
        }
        return Slots;
    }

    private static int SlotOf(long tick) => (int)(tick & (Slots - 1));
}
