namespace Seawall.Gate.Sessions;

/// <summary>Numbers for sessions, each once for the life of the gate.</summary>
internal sealed class SessionNumbers
{
    private long _last;

    public ulong Next() => (ulong)Interlocked.Increment(ref _last);
}
