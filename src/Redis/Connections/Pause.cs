namespace Seawall.Redis.Connections;

/// <summary>How long to wait before the next try: doubled each time within limits, then less by chance, so that many clients do not return at once.</summary>
internal static class Pause
{
    /// <summary>The pause after <paramref name="failures"/> failures in a row; <paramref name="chance"/> is 0 to 1.</summary>
    public static TimeSpan After(int failures, TimeSpan shortest, TimeSpan longest, double chance)
    {
        var full = Math.Min(shortest.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (1 - (chance / 2)));
    }
}
