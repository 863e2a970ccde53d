using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Dependencies;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Dependencies;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The matrix's files: declarations of <c>deploy/config</c>, which tests keep equal to the code, and what drills found.</summary>
internal sealed class ControlMatrix(SeawallHome home) : IMatrixFiles
{
    private readonly Lazy<IReadOnlyDictionary<string, Needs>> _declared = new(Read);

    public IReadOnlyDictionary<string, Needs> Declared() => _declared.Value;

    public IReadOnlyList<TestedCell> Tested() => MatrixFile.Read(home);

    private static Dictionary<string, Needs> Read()
    {
        var all = new Dictionary<string, Needs>(StringComparer.Ordinal);
        foreach (string file in DeployFiles.All(Place.Current, "config"))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonProperty entry in json.RootElement.EnumerateObject().Where(entry => entry.Name.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal)))
            {
                string key = entry.Name[ConfigKeys.Switch.Length..];
                if (FlagReader.TryRead(key, entry.Value.GetRawText(), out Flag? flag, out _) && Needs.TryParse(flag?.Metadata.Needs, out Needs needs, out _))
                {
                    all[key] = needs;
                }
            }
        }
        return all;
    }
}
