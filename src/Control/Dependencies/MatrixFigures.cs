using Seawall.Client.Config;
using Seawall.Client.Dependencies;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config;
using Seawall.Control.Metrics;

namespace Seawall.Control.Dependencies;

/// <summary>Reads the matrix: declarations from the switches in force, uses from the store of figures, findings from the disk.</summary>
internal sealed class MatrixFigures(IConfigStore config, IMetricSource metrics, IMatrixFiles files)
{
    /// <summary>The counter of every process, by feature and dependency.</summary>
    public const string Uses = "seawall.dependency.uses";

    // A process tells its uses as long as it runs; one that restarted is believed for the time it takes to be used again.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(30);

    private static readonly Dictionary<string, string> Any = new(StringComparer.Ordinal);

    public DependencyMatrix Read() => DependencyMatrix.Of(Declared(), Seen(), files.Tested());

    private Dictionary<string, Needs> Declared()
    {
        var all = new Dictionary<string, Needs>(files.Declared(), StringComparer.Ordinal);
        foreach (var entry in config.Current.Under(ConfigKeys.Switch))
        {
            var key = entry.Key[ConfigKeys.Switch.Length..];
            if (FlagReader.TryRead(key, entry.Value, out var flag, out _) && flag?.Metadata.Needs is { } text && Needs.TryParse(text, out var needs, out _))
                all[key] = needs;
        }
        return all;
    }

    private List<SeenUse> Seen() =>
    [
        .. metrics.Find(Uses, Any)
            .Where(labels => metrics.Age(Uses, labels) < Fresh)
            .Select(labels => new SeenUse(labels.GetValueOrDefault("feature", ""), labels.GetValueOrDefault("dependency", ""), labels.GetValueOrDefault("process", "")))
            .Where(use => use is { Feature.Length: > 0, Dependency.Length: > 0 }),
    ];
}
