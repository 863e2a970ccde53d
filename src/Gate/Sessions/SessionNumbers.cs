using System.Security.Cryptography;

namespace Seawall.Gate.Sessions;

/// <summary>Numbers for sessions, counted from a random start so that captures of several gates and restarts can be read together.</summary>
internal sealed class SessionNumbers
{
    private long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public ulong Next() => (ulong)Interlocked.Increment(ref _last);
}
