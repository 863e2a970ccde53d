using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.System.Tests;

/// <summary>One site for the tests of this assembly: the local topology on ports of its own, in a home of its own.</summary>
public sealed partial class RunningSite : IAsyncLifetime
{
    // Shifted ports stay below the range from which the system takes the ports of outgoing connections.
    private const int PortShift = 11_000;

    private readonly string _home = Directory.CreateTempSubdirectory("seawall-site-").FullName;

    internal SeawallProgram Program { get; private set; } = null!;

    internal string Home => _home;

    public async Task InitializeAsync()
    {
        var local = await File.ReadAllTextAsync(Path.Combine(SeawallProgram.Root, "deploy", "local.json"));
        var topology = Path.Combine(_home, "topology.json");
        await File.WriteAllTextAsync(topology, Port().Replace(local, m => (int.Parse(m.Value, CultureInfo.InvariantCulture) + PortShift).ToString(CultureInfo.InvariantCulture)));
        Program = new SeawallProgram(_home, topology);
        var up = await UpAsync();
        Assert.True(up.ExitCode == 0, $"up: {up}");
    }

    public async Task DisposeAsync()
    {
        var down = await Program.RunAsync(TimeSpan.FromMinutes(2), "down");
        Directory.Delete(_home, recursive: true);
        Assert.True(down.ExitCode == 0, $"down: {down}");
    }

    internal Task<Result> UpAsync() => Program.RunAsync(TimeSpan.FromMinutes(4), "up", "--detach", "--topology", Program.Topology, "--scale", "1");

    /// <summary>Every process by name, the watchdog too.</summary>
    internal async Task<IReadOnlyDictionary<string, ProcessStatus>> StatusAsync()
    {
        var status = await Program.RunAsync(TimeSpan.FromSeconds(20), "status", "--json");
        Assert.True(status.ExitCode is 0 or 1, $"status: {status}");
        using var json = JsonDocument.Parse(status.Output);
        return json.RootElement.GetProperty("processes").EnumerateArray()
            .Select(p => new ProcessStatus(
                p.GetProperty("name").GetString()!, p.GetProperty("state").GetString()!, p.GetProperty("pid").ValueKind == JsonValueKind.Number ? p.GetProperty("pid").GetInt32() : 0, p.GetProperty("restarts").GetInt32()))
            .ToDictionary(p => p.Name);
    }

    internal static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    /// <summary>Asks a process to end, by SIGTERM.</summary>
    internal static void Terminate(int pid)
    {
        using var kill = Process.Start("kill", ["-TERM", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Asks again until the site is as wanted; the message of the failure tells what was seen last.</summary>
    internal async Task<TimeSpan> UntilAsync(string what, Func<IReadOnlyDictionary<string, ProcessStatus>, bool> holds)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyDictionary<string, ProcessStatus> last;
        do
        {
            last = await StatusAsync();
            if (holds(last))
                return clock.Elapsed;
        }
        while (clock.Elapsed < TimeSpan.FromSeconds(60));
        throw new TimeoutException($"Waited 60 s until {what}; last seen: {string.Join(", ", last.Values)}");
    }

    [GeneratedRegex(@"(?<=[: ])(?:[6-9]\d{3}|1[56]\d{3})(?=[ ,""}])")]
    private static partial Regex Port();
}

[CollectionDefinition(nameof(RunningSite))]
public sealed class RunningSiteTests : ICollectionFixture<RunningSite>;

/// <summary>One process of <c>seawall status --json</c>.</summary>
internal sealed record ProcessStatus(string Name, string State, int Pid, int Restarts);
