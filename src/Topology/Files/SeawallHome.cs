using System.Security.Cryptography;
using System.Text;

namespace Seawall.Topology;

/// <summary>Where a site keeps all that it owns: <c>SEAWALL_HOME</c>, else <c>.seawall</c> beside the launcher.</summary>
public sealed record SeawallHome(string Root)
{
    public const string Variable = "SEAWALL_HOME";

    public string Logs => Path.Combine(Root, "logs");

    public string State => Path.Combine(Root, "state.json");

    public string SecretsDirectory => Path.Combine(Root, "secrets");

    public string Captures => Path.Combine(Root, "capture");

    /// <summary>Services that the watchdog is asked to leave down for a while.</summary>
    public string Holds => Path.Combine(Root, "holds");

    /// <summary>Leases of faults that a drill does to the site, and what was done for each.</summary>
    public string Faults => Path.Combine(Root, "faults");

    /// <summary>Processes that were added to those of the topology while it ran, and those of it that were stopped.</summary>
    public string Instances => Path.Combine(Root, "instances.json");

    /// <summary>What the lab keeps: reports, pulled days, work under way.</summary>
    public string Lab => Path.Combine(Root, "lab");

    /// <summary>The last report of each kind, <c>NAME.json</c> and <c>NAME.html</c>.</summary>
    public string LabReports => Path.Combine(Lab, "reports");

    /// <summary>What is kept of each day, by its date.</summary>
    public string LabDays => Path.Combine(Lab, "days");

    /// <summary>What the control center keeps; closed to other users.</summary>
    public string Control => Path.Combine(Root, "control");

    /// <summary>What was found out about the site as it stands: <c>matrix.json</c>, and the drills' reports in <c>drills</c>.</summary>
    public string Reports => Path.Combine(Root, "reports");

    /// <summary>What one node of several keeps: the first node's folder is <see cref="Control"/> itself, so that a site that gets a second node goes on with what it has.</summary>
    public string ControlOf(SiteTopology topology, ProcessNode node) => node == topology.Console ? Control : Path.Combine(Control, node.Name);

    /// <summary>The data of etcd members, a folder each.</summary>
    public string EtcdRoot => Path.Combine(Root, "etcd");

    /// <summary>Where commands drop what the config center could not take; every process of the machine looks into it.</summary>
    public string BreakGlass => Path.Combine(Root, "break-glass");

    /// <summary>What a process keeps for its next start, such as its last known good config.</summary>
    public string StateOf(string process) => Path.Combine(Root, "state", process);

    /// <summary>What alerting keeps: the desks of control center and watchdog, the last good rules and outlets, the sign of life of the engine.</summary>
    public string Alerts => Path.Combine(Root, "alerts");

    public string Stats => Path.Combine(Root, "stats");

    /// <summary>A short name that differs between homes.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12];

    public string PostgresRoot => Path.Combine(Root, "postgres");

    /// <summary>The system's postgres user can't reach a folder of root's, so its data lies apart, one folder a home.</summary>
    public string PostgresRootOfSystemUser => Path.Combine("/var/lib/seawall", Id);

    public string RedisRoot => Path.Combine(Root, "redis");

    public string Log(string name) => Path.Combine(Logs, name + ".log");

    public static SeawallHome Locate(string launcherDirectory) =>
        new(Path.GetFullPath(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen ? chosen : Path.Combine(launcherDirectory, ".seawall")));

    /// <summary>Makes the folder, closed to other users.</summary>
    public void Create() => PrivateFiles.CreateDirectory(Root);
}
