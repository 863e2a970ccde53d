using Seawall.Client.Switches;

namespace Seawall.Client.Limits;

/// <summary>How much a request matters, as one number: first by grade, within a grade by role. The higher one stays longer.</summary>
internal static class Rank
{
    /// <summary>Roles of one grade are told apart by at most so many steps.</summary>
    public const int Steps = 16;

    /// <summary>One more than the highest rank.</summary>
    public const int Most = Steps * 5;

    /// <summary>From here on nothing is shed by level: ordinary roles at the main job. Only a full queue refuses them.</summary>
    public const int Kept = (Steps * 4) + Steps - 1;

    /// <summary>Whether a rank is that of a role which gives way to none of its grade.</summary>
    public static bool IsOrdinary(int rank) => rank % Steps == Steps - 1;

    /// <param name="first">Roles that give way first, in this order; all others of a grade are equals above them.</param>
    public static int Of(Grade grade, string role, IReadOnlyList<string> first)
    {
        var step = Steps - 1;
        for (var i = 0; i < first.Count && i < Steps - 1; i++)
        {
            if (first[i] == role)
                step = i;
        }
        return ((Grade.G4 - grade) * Steps) + step;
    }
}
