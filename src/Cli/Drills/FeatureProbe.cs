using System.Text.Json;
using Seawall.Client.Dependencies;

namespace Seawall.Cli;

/// <summary>A page of the storefront and the features that it shows, the page's own first.</summary>
internal sealed record FeatureProbe(string Path, IReadOnlyList<string> Features)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Asked as a buyer who is signed in.</summary>
    public bool SignedIn { get; init; }

    /// <summary>Instead of <see cref="Path"/> the first address on it that begins so and goes on with digits.</summary>
    public string? Link { get; init; }

    /// <summary>The probes of <c>deploy/probes.json</c>.</summary>
    public static IReadOnlyList<FeatureProbe> All()
    {
        string file = DeployFiles.Find(Place.Current, "probes.json");
        try
        {
            return JsonSerializer.Deserialize<Listed>(File.ReadAllText(file), _json)?.Probes ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new CommandException($"{file}: {e.Message}", ExitCode.Usage);
        }
    }

    /// <summary>
    /// What an answer says of the page's features while a dependency is away. A page that is refused is down with all its parts, but only parts that declare the
    /// dependency are found so: the others wait for their page. What is whole and declares nothing is no finding.
    /// </summary>
    /// <param name="degraded">The answer's <c>x-degraded</c> headers.</param>
    public IReadOnlyList<(string Feature, Without State)> Findings(int status, IEnumerable<string> degraded, string dependency, IReadOnlyDictionary<string, Needs> declared)
    {
        HashSet<string> named = [.. degraded.Select(header => header.Split(';')[0])];
        var found = new List<(string, Without)>();
        foreach (string feature in Features)
        {
            bool needs = declared.GetValueOrDefault(feature)?[dependency] is not null;
            bool refused = status is 0 or >= 500;
            Without state = refused ? Without.Down : named.Contains(feature) ? Without.Degraded : Without.Up;
            if (needs || (refused ? feature == Features[0] : state == Without.Degraded))
            {
                found.Add((feature, state));
            }
        }
        return found;
    }

    private sealed record Listed(IReadOnlyList<FeatureProbe> Probes);
}
