using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Cli;

/// <summary>Whether every feature has its grade and, but for the core, a switch that the processes of the site follow.</summary>
/// <param name="Revision">The config center's newest revision; 0 when it has none.</param>
/// <param name="Behind">Processes that follow another revision, or could not be asked.</param>
internal sealed record SwitchFindings(long Revision, IReadOnlyList<ProcessFinding> Processes, int Behind, IReadOnlyList<BusinessFinding> Businesses)
{
    /// <summary>What was turned to see it take effect; null when nothing was.</summary>
    public DrillFinding? Drill { get; init; }

    public bool IsGood => Behind == 0 && Businesses.All(business => business.WithoutSwitch == 0 && business.WithoutGrade == 0) && Drill is not { NotTurned.Count: > 0 } and not { Undone: false };

    /// <summary>With what a drill saw; <paramref name="keys"/> are the switches that it turned.</summary>
    public SwitchFindings With(DrillFinding drill, IReadOnlyList<string> keys) => this with
    {
        Drill = drill,
        Businesses = [.. Businesses.Select(business => business with
        {
            Turned = drill.AckedMs < 0 ? 0 : keys.Count(key => key.StartsWith(business.Business + ".", StringComparison.Ordinal)),
        })],
    };

    /// <param name="entries">The switches of the config center, with their grades.</param>
    /// <param name="views">What each process tells of its own switches; null for one that does not answer.</param>
    public static SwitchFindings Of(long revision, IReadOnlyDictionary<string, string?> entries, IReadOnlyDictionary<string, SwitchesView?> views)
    {
        var followed = views.Values.OfType<SwitchesView>().SelectMany(view => view.Switches).Where(known => known.Known).Select(known => known.Key).ToHashSet(StringComparer.Ordinal);
        ProcessFinding[] processes = [.. views.Select(view => new ProcessFinding(view.Key, view.Value?.Revision, view.Value?.Switches.Count ?? 0)).OrderBy(view => view.Process, StringComparer.Ordinal)];
        return new SwitchFindings(
            revision, processes, processes.Count(process => process.Revision != revision || revision == 0),
            [.. MallFeatures.All.GroupBy(feature => feature.Business).Select(group => BusinessFinding.Of(group.Key, [.. group], entries, followed))]);
    }
}

/// <summary>A process with the revision it follows; null when it did not answer or follows none.</summary>
internal sealed record ProcessFinding(string Process, long? Revision, int Switches);

/// <summary>The features of one business.</summary>
/// <param name="WithoutGrade">Those whose grade in the config center is missing or another than the code's.</param>
/// <param name="WithoutSwitch">Those that are not core and have no switch in the config center that a process follows.</param>
internal sealed record BusinessFinding(string Business, int Features, int Core, int NonCore, int WithoutGrade, int WithoutSwitch)
{
    /// <summary>How many of its switches every process that has them was seen to turn; 0 without a drill.</summary>
    public int Turned { get; init; }

    public static BusinessFinding Of(string business, IReadOnlyList<MallFeature> features, IReadOnlyDictionary<string, string?> entries, IReadOnlySet<string> followed) => new(
        business,
        features.Count,
        features.Count(feature => feature.Grade == Grade.G0),
        features.Count(feature => feature.Grade != Grade.G0),
        features.Count(feature => entries.GetValueOrDefault(feature.Key) != feature.Grade.ToString()),
        features.Count(feature => feature.Grade != Grade.G0 && !(entries.ContainsKey(feature.Key) && followed.Contains(feature.Key))));
}

/// <summary>A change that was made and undone to see it take effect.</summary>
/// <param name="Role">For whose calls the switches were off.</param>
/// <param name="NotTurned">Switches that a process which has them did not turn in time, each with the process.</param>
/// <param name="AckedMs">From the publish until every process followed it; -1 when one did not.</param>
internal sealed record DrillFinding(string Role, int Switches, int Processes, IReadOnlyList<string> NotTurned, long AckedMs, bool Undone);
