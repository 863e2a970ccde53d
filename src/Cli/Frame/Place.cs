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

    public string DefaultTopology => DeployFiles.Find(this, "local.json");

    public string Readiness => DeployFiles.Find(this, "readiness.json");

    /// <summary>True in a checkout of the sources.</summary>
    public bool IsCheckout => File.Exists(Path.Combine(Root, "Seawall.slnx"));

    /// <summary>The named topology; without a name that of the starting command, else the one the site was started with, else the default. Its faults throw.</summary>
    public SiteTopology Topology(string? file) =>
        TopologyFile.Load(file is not null ? DeployFiles.Resolve(this, file) : (Environment.GetEnvironmentVariable(TopologyVariable) is { Length: > 0 } given ? given : Standing() ?? DefaultTopology)).With(AddedInstances.In(Home));

    /// <summary>The same for a command that starts a site: what stands does not count.</summary>
    public SiteTopology TopologyToStart(string? file) => TopologyFile.Load(file is null ? DefaultTopology : DeployFiles.Resolve(this, file)).With(AddedInstances.In(Home));

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

    /// <summary>The launcher says where it lies; a program started by hand looks for the sources above its own folder, and without them works where it lies.</summary>
    private static Place Locate()
    {
        string root = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } given ? given : Above(AppContext.BaseDirectory) ?? Beside();
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

    /// <summary>The program's own folder; a program installed for all, or lying where it may not write, works in the working folder.</summary>
    private static string Beside()
    {
        string folder = Path.GetDirectoryName(Environment.ProcessPath) ?? Environment.CurrentDirectory;
        bool installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Contains(folder, StringComparer.Ordinal);
        return !installed && (Directory.Exists(Path.Combine(folder, ".seawall")) || CanWrite(folder)) ? folder : Environment.CurrentDirectory;
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            string probe = Path.Combine(folder, $".seawall-{Environment.ProcessId}");
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
