using System.Globalization;
using System.Text;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>
/// What runs on behalf of a home, found without the state file: every role is started with a mark in its environment,
/// and the servers stay in their data directories. Nothing else is ever signalled.
/// </summary>
public static class HomeProcesses
{
    private const string Mark = "SEAWALL_SERVICE";

    /// <summary>The environment that marks a process as this home's.</summary>
    public static IReadOnlyDictionary<string, string> MarkFor(SeawallHome home, string name) =>
        new Dictionary<string, string> { [Mark] = $"{home.Root}:{name}" };

    /// <summary>Keeps the watchdog's own mark from a server and its many children, which are found by their folders instead.</summary>
    public static IReadOnlyDictionary<string, string> NoMark { get; } = new Dictionary<string, string> { [Mark] = "" };

    /// <summary>All marked processes of the home with the names they were started under.</summary>
    public static IReadOnlyList<(string Name, ProcessIdentity Process)> Find(SeawallHome home)
    {
        byte[] prefix = Encoding.UTF8.GetBytes($"{Mark}={home.Root}:");
        var found = new List<(string, ProcessIdentity)>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid)
                && MarkOf(pid, prefix) is { } name
                && ProcessIdentity.Of(pid) is { } identity)
            {
                found.Add((name, identity));
            }
        }
        return found;
    }

    /// <summary>Everything that runs on behalf of the home: marked processes and servers.</summary>
    public static IReadOnlyList<ProcessIdentity> FindAll(SeawallHome home) =>
        [.. Find(home).Select(found => found.Process), .. InstanceProcesses.Redis(home), .. InstanceProcesses.Postgres(home)];

    /// <summary>Ends everything of the home: the watchdog first, unless it is the caller, the databases last.</summary>
    public static async Task EndAllAsync(SeawallHome home, bool spareWatchdog, CancellationToken ct)
    {
        if (!spareWatchdog)
        {
            await EndAsync(Find(home).Where(IsWatchdog), StopStep.Watchdog).ConfigureAwait(false);
        }
        await EndAsync(Find(home).Where(found => !IsWatchdog(found)), StopStep.Default).ConfigureAwait(false);
        await EndAsync(InstanceProcesses.Redis(home).Select(cache => ("", cache)), StopStep.Default).ConfigureAwait(false);
        await EndAsync(InstanceProcesses.Postgres(home).Select(database => ("", database)), StopStep.Postgres).ConfigureAwait(false);

        static bool IsWatchdog((string Name, ProcessIdentity) found) => found.Name == SiteTopology.WatchdogName;

        Task EndAsync(IEnumerable<(string, ProcessIdentity Process)> processes, IReadOnlyList<StopStep> steps) =>
            Task.WhenAll(processes.Select(found => StopStep.EndAsync(found.Process, steps, ct)));
    }

    private static string? MarkOf(int pid, byte[] prefix)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"));
            foreach (Range range in environment.Split((byte)0))
            {
                ReadOnlySpan<byte> entry = environment[range];
                if (entry.StartsWith(prefix))
                {
                    return Encoding.UTF8.GetString(entry[prefix.Length..]);
                }
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
