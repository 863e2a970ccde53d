using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Seawall.Gate;
using Seawall.Testing;

namespace Seawall.FuzzBench;

/// <summary>A gate in a process of its own, so that its memory is its own.</summary>
internal sealed class GateProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private GateProcess(Process process, DirectoryInfo directory, int port, int admin) => (_process, _directory, Port, Admin) = (process, directory, port, admin);

    public int Port { get; }

    public int Admin { get; }

    /// <summary>Resident memory now, in bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<GateProcess> StartAsync(int upstream)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("seawall-distinct-");
        (int port, int admin) = (FreePort.Next(), FreePort.Next());
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", $"{port}", $"{admin}", $"{upstream}", directory.FullName]))!;
        GateProcess gate = new(process, directory, port, admin);
        using HttpClient http = new();
        await Seawall.Gate.Tests.Eventually.BecomesAsync(() => IsWellAsync(http, admin), well => well, "the gate is well");
        return gate;
    }

    /// <summary>What the child does: one gate with statistics and capture, as a site runs it.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        int[] ports = [.. arguments[1..4].Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await GateHost.RunAsync(
            new GateOptions
            {
                Listen = new IPEndPoint(IPAddress.Loopback, ports[0]),
                Admin = new IPEndPoint(IPAddress.Loopback, ports[1]),
                Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{ports[2]}" },
                StatsFile = Path.Combine(arguments[4], "stats.db"),
                CaptureDirectory = Path.Combine(arguments[4], "capture"),
            },
            stop.Token);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        using Process kill = Process.Start("kill", $"{_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task<bool> IsWellAsync(HttpClient http, int admin)
    {
        try
        {
            return (await http.GetAsync($"http://127.0.0.1:{admin}/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
