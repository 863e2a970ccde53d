using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall doctor</c>: what this machine lacks, and the command that mends it. Exit code 1 when something needed is missing.</summary>
internal static class DoctorCommand
{
    private const long LeastFree = 3L << 30;
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<FileInfo> topology = Place.TopologyOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("doctor", "What is missing on this machine, and the command that mends it")
        {
            Examples = ["seawall doctor", "seawall doctor --json"],
        };
        command.Add(topology);
        command.Add(json);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(topology)?.FullName, parsed.GetValue(json), ct));
        return command;
    }

    internal sealed record Finding(string Name, bool Ok, bool Needed, string Found, string? Mend);

    private static async Task<int> RunAsync(string? file, bool json, CancellationToken ct)
    {
        List<Finding> findings = await ExamineAsync(Place.Current, file, ct).ConfigureAwait(false);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { findings }, _json));
        }
        else
        {
            foreach (Finding finding in findings)
            {
                string mark = finding.Ok ? "ok" : finding.Needed ? "MISSING" : "absent";
                Console.WriteLine($"{mark,-8} {finding.Name,-16} {finding.Found}{(finding.Mend is null ? "" : $"\n{"",-26}mend: {finding.Mend}")}");
            }
        }
        return findings.TrueForAll(finding => finding.Ok || !finding.Needed) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<List<Finding>> ExamineAsync(Place place, string? file, CancellationToken ct)
    {
        List<Finding> findings =
        [
            Postgres(),
            Installed("redis-server", "redis-server", needed: true),
            Installed("chromium", "chromium", needed: false),
            await AccountAsync(ct).ConfigureAwait(false),
            Disk(place),
        ];
        try
        {
            SiteTopology topology = place.TopologyToStart(file);
            findings.Add(new Finding("topology", true, true, topology.Path, null));
            List<string> taken = [.. Preflight.TakenPorts(topology, place.Home)];
            findings.Add(taken.Count == 0
                ? new Finding("ports", true, true, "free, or this site's own", null)
                : new Finding("ports", false, true, string.Join("; ", taken), "stop the process named, or change the setting named"));
        }
        catch (TopologyException e)
        {
            findings.Add(new Finding("topology", false, true, e.Message, "correct the file"));
        }
        return findings;
    }

    private static Finding Postgres() => PostgresBinaries.Find() is { } binaries
        ? new Finding("postgresql", true, true, binaries.Directory, null)
        : new Finding("postgresql", false, true, "no server found", "apt-get install -y --no-install-recommends postgresql");

    private static Finding Installed(string program, string package, bool needed) => ProgramPath.Has(program)
        ? new Finding(program, true, needed, "found", null)
        : new Finding(program, false, needed, needed ? "not found" : "not found; only browser tests need it", $"apt-get install -y --no-install-recommends {package}");

    private static async Task<Finding> AccountAsync(CancellationToken ct)
    {
        ServerAccount account = await ServerAccount.DetectAsync(ct).ConfigureAwait(false);
        return new Finding("server account", true, true, account.Describe(), null);
    }

    private static Finding Disk(Place place)
    {
        var drive = new DriveInfo(place.Root);
        string free = string.Create(CultureInfo.InvariantCulture, $"{drive.AvailableFreeSpace >> 20} MB free under {place.Root}");
        return drive.AvailableFreeSpace >= LeastFree
            ? new Finding("disk", true, true, free, null)
            : new Finding("disk", false, true, free, $"free some space, or put the home elsewhere with {SeawallHome.Variable}=FOLDER");
    }
}
