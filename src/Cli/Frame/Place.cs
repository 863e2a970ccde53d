using System.CommandLine;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>Where this program works: the launcher's folder, the home and the topology chosen on the command line.</summary>
internal sealed record Place(string Root, SeawallHome Home)
{
    public const string RootVariable = "SEAWALL_ROOT";

    /// <summary>The topology of a command that started this one.</summary>
    public const string TopologyVariable = "SEAWALL_TOPOLOGY";

    public static Place Current { get; } = Locate();

    public string DefaultTopology => Path.Combine(Root, "deploy", "local.json");

    /// <summary>The named topology; without a name that of the starting command, else the one the site was started with, else the default. Its faults throw.</summary>
    public SiteTopology Topology(string? file) =>
        TopologyFile.Load(file ?? (Environment.GetEnvironmentVariable(TopologyVariable) is { Length: > 0 } given ? given : Standing() ?? DefaultTopology));

    private string? Standing() =>
        StateFile.Read(Home).Topology is { Length: > 0 } started && File.Exists(started) ? started : null;

    public static Option<FileInfo> TopologyOption() => new("--topology")
    {
        Description = "The topology file; unset, the one that is up, else deploy/local.json",
        HelpName = "FILE",
    };

    public static Option<int> ScaleOption() => new("--scale")
    {
        Description = "Size of the seeded mall; 1 is the small one for a laptop",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The launcher says where it lies; a program started by hand looks for it above its own folder.</summary>
    private static Place Locate()
    {
        string root = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } given ? given : Above(AppContext.BaseDirectory) ?? Environment.CurrentDirectory;
        return new Place(root, SeawallHome.Locate(root));
    }

    private static string? Above(string? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory, "Seawall.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }
        return directory;
    }
}
