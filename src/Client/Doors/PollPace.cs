namespace Seawall.Client.Doors;

/// <summary>When a waiting buyer is to ask again: who is near soon, who is far later, and no two at one moment.</summary>
internal static class PollPace
{
    /// <summary>Polls a second that a room asks for at most; with more waiting than that allows, everybody asks less often.</summary>
    public const int MostPollsPerSecond = 40_000;

    private const int Soonest = 1000;

    /// <summary>Milliseconds: between three quarters and nine tenths of the longest wait, drawn from the number and the moment; at most a second when the turn is near.</summary>
    /// <param name="position">How many turns until this one.</param>
    /// <param name="perSecond">Turns a second.</param>
    /// <param name="longestMs">The longest that anybody is told.</param>
    public static int Next(long number, long position, long waiting, double perSecond, int longestMs, long now)
    {
        var longest = Math.Max(longestMs, waiting * 1000.0 / MostPollsPerSecond);
        // Whose turn comes before the longest wait is over asks until then, so that the turn is not kept waiting.
        var near = perSecond <= 0 ? longest : Math.Clamp(position / perSecond * 1000, Soonest, longest);
        return (int)(near * (0.75 + 0.15 * Share(number, now)));
    }

    // splitmix64 (Steele, Lea and Flood 2014), its top 53 bits.
    private static double Share(long number, long now)
    {
        var z = (ulong)number * 0x9E3779B97F4A7C15 + (ulong)now;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
