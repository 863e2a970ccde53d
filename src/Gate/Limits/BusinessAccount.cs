using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>What one business has at a gate: statements in flight and waiting, the bytes of those that wait, and how many were refused. All loops write it.</summary>
internal sealed class BusinessAccount(string name, int number)
{
    private int _waiting;
    private long _waitingBytes;
    private long _shed;

    public string Name => name;

    /// <summary>Its turn in fair queues.</summary>
    public int Number => number;

    /// <summary>0 matters most.</summary>
    public int Grade { get; set; }

    /// <summary>How many bytes of statements may wait.</summary>
    public long MostBytes { get; set; } = long.MaxValue;

    /// <summary>Its statements in flight; as many as want to.</summary>
    public SlotQueue InFlight { get; } = new(int.MaxValue, 0);

    public RetryBudget Retries { get; } = new();

    public int Waiting => Volatile.Read(ref _waiting);

    public long WaitingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>Statements the limits refused.</summary>
    public long Shed => Volatile.Read(ref _shed);

    public void OnWaits(int bytes)
    {
        Interlocked.Increment(ref _waiting);
        Interlocked.Add(ref _waitingBytes, bytes);
    }

    public void OnWaited(int bytes)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingBytes, -bytes);
    }

    /// <summary>A statement got this refusal; null when it went on instead.</summary>
    public void OnRefused(StatementRefusal? refusal)
    {
        if (refusal is null)
            return;
        Interlocked.Increment(ref _shed);
        if (refusal.SqlState == StatementRefusal.Busy)
            Retries.Spend();
    }
}
