using System.Globalization;

namespace Seawall.Lab.Packing;

/// <summary>What a reader of the manifest has to be told.</summary>
internal static class PackWarnings
{
    /// <summary>A replay needs some rounds before its middle can be told from its head and tail.</summary>
    private const int FewRounds = 20;

    public static IEnumerable<string> Of(Manifest manifest)
    {
        if (manifest.Units == 0)
        {
            yield return "no statement to replay was found";
            yield break;
        }

        if (manifest.Rounds < FewRounds)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the log is short: {manifest.Units} units fill {manifest.LaneCount} lanes for {manifest.Rounds} rounds only; log longer, or replay with --duration");
        }

        if (manifest.LaneUnitsMax - manifest.LaneUnitsMin > 1)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"lanes are unbalanced: {manifest.LaneUnitsMin} to {manifest.LaneUnitsMax} units a lane; {Cause(manifest)}");
        }

        if (manifest.MaskedBy is not null)
        {
            yield return $"the values are masked ({manifest.MaskedBy}): the lanes can be looked at but not replayed";
        }

        foreach ((string reason, long count) in manifest.LeftOut)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"left out: {count} statements ({reason})");
        }
    }

    private static string Cause(Manifest manifest) => manifest switch
    {
        { StickySessions: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{manifest.StickySessions} sessions hold what cannot move (temporary tables, LISTEN, session locks)"),
        { Order: not "unit" } => $"order '{manifest.Order}' makes units wait for each other",
        _ => "some units are much longer than others",
    };
}
