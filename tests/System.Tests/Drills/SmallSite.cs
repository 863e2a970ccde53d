using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.System.Tests.Drills;

/// <summary>One small site that may be broken: a database behind a gate, a cache, the catalog, the control center.</summary>
public sealed class SmallSite : IAsyncLifetime
{
    private const string Topology = """
        {
          "name": "small", "drills": true,
          "postgres": [ { "name": "main", "port": 22432, "businesses": ["catalog"], "maxConnections": 60, "sharedBuffers": 32 } ],
          "redis": [ { "name": "redis-catalog", "port": 22379, "businesses": ["catalog"] } ],
          "processes": [
            { "name": "control", "role": "control", "listen": "127.0.0.1:22070" },
            { "name": "gate-1", "role": "gate", "listen": "127.0.0.1:22532", "admin": "127.0.0.1:22433" },
            { "name": "catalog", "role": "mall", "businesses": ["catalog"], "listen": "127.0.0.1:22082" }
          ]
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _home = Directory.CreateTempSubdirectory("seawall-drills-").FullName;

    internal SeawallProgram Program { get; private set; } = null!;

    internal SeawallHome Home => new(_home);

    internal SiteTopology Site => TopologyFile.Load(Program.Topology);

    internal HttpClient Http { get; } = new() { BaseAddress = new Uri("http://127.0.0.1:22082"), Timeout = TimeSpan.FromSeconds(4) };

    public async Task InitializeAsync()
    {
        Program = new SeawallProgram(_home, Path.Combine(_home, "topology.json"));
        await File.WriteAllTextAsync(Program.Topology, Topology);
        await UpAsync();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        var down = await Program.RunAsync(TimeSpan.FromMinutes(2), "down");
        Directory.Delete(_home, recursive: true);
        Assert.True(down.ExitCode == 0, $"down: {down}");
    }

    internal async Task UpAsync()
    {
        var up = await Program.RunAsync(TimeSpan.FromMinutes(3), "up", "--detach", "--topology", Program.Topology, "--scale", "1");
        Assert.True(up.ExitCode == 0, $"up: {up}");
    }

    /// <summary>The state of every process by its name, as the watchdog wrote it.</summary>
    internal IReadOnlyDictionary<string, (string State, int Pid)> Processes()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Home.State));
        return json.RootElement.GetProperty("services").EnumerateArray().ToDictionary(
            service => service.GetProperty("name").GetString()!,
            service => (service.GetProperty("condition").GetString()!, service.GetProperty("process").ValueKind == JsonValueKind.Object ? service.GetProperty("process").GetProperty("pid").GetInt32() : 0));
    }

    internal int WatchdogPid()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Home.State));
        return json.RootElement.GetProperty("watchdog").GetProperty("pid").GetInt32();
    }

    /// <summary>
    /// Begins a fault by the command, with a lease of minutes that lapses 3 s after the command has died; returns when it is in force. Waits first until the
    /// site serves: what the fault before cut off (a pool's connections, say) is found dead only when it is used.
    /// </summary>
    internal async Task<RunningFault> BeginAsync(params string[] fault)
    {
        await UntilAsync("the catalog answers before the fault", ServesAsync);
        string[] all = ["drill", "fault", .. fault, "--for", "5m", "--lapse", "3s", "--reason", "a test", "--yes"];
        var tool = Program.Start(all);
        var line = await tool.StandardError.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line?.Contains("in force", StringComparison.Ordinal), $"`seawall {string.Join(' ', all)}`: {line}\n{Read(Home.Log("fault"))}\n{Read(Home.Log("watchdog"))}");
        return new RunningFault(this, tool, line!.Split(' ')[0]);
    }

    internal async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > Patience)
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"waited {Patience.TotalSeconds:0} s until {what}\n{Read(Home.Log("fault"))}\n{Read(Home.Log("watchdog"))}\n{Read(Home.State)}"));
            await Task.Delay(20);
        }
    }

    internal Task UntilHealthyAsync() => UntilAsync("every process is healthy", () => Task.FromResult(Processes().Values.All(process => process.State == "Healthy")));

    /// <summary>Whether the catalog and its database answer.</summary>
    internal async Task<bool> ServesAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/health");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>How long the catalog and its database take for an answer.</summary>
    internal async Task<TimeSpan> AskAsync()
    {
        var clock = Stopwatch.StartNew();
        await ServesAsync();
        return clock.Elapsed;
    }

    internal static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static string Read(string file) => File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(25)) : "";
}

/// <summary>Run after all others and one by one: a lease that is not renewed in time on a crowded machine is over.</summary>
[CollectionDefinition(nameof(SmallSite), DisableParallelization = true)]
public sealed class SmallSiteTests : ICollectionFixture<SmallSite>;

/// <summary>A fault that is in force, with the command that asked for it.</summary>
internal sealed class RunningFault(SmallSite site, Process tool, string id) : IDisposable
{
    public bool HasEnded => tool.HasExited;

    /// <summary>The process that does the fault.</summary>
    public int Pid => State().GetProperty("process").GetProperty("pid").GetInt32();

    /// <summary>kill -9 of the command.</summary>
    public async Task KillToolAsync()
    {
        tool.Kill();
        await tool.WaitForExitAsync();
    }

    public Task UntilUndoneAsync() => site.UntilAsync($"{id} is undone", () => Task.FromResult(State().GetProperty("phase").GetString() == "Undone"));

    public void Dispose()
    {
        if (!tool.HasExited)
            tool.Kill();
        tool.Dispose();
    }

    private JsonElement State()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(site.Home.Faults, id + ".state")));
        return json.RootElement.Clone();
    }
}
