using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Seawall.Peers;

/// <summary>A program that a bench started: a peer, a server or Seawall itself. Its soft limit of open files is raised to the hard one; disposing ends it.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    // exec keeps the process id, so the id started is the program's own.
    private const string RaiseLimit = "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; log=$1; shift; exec \"$@\" </dev/null >\"$log\" 2>&1";

    private static readonly ConcurrentDictionary<int, Process> _running = new();
    private readonly Process _process;
    private readonly string _log;
    private bool _isOver;

    static PeerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private PeerProcess(string name, Process process, string log) => (Name, _process, _log) = (name, process, log);

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>User and system seconds so far, of the program and all under it.</summary>
    public double CpuSeconds => ProcessCpu.SecondsOf(_process.Id);

    /// <summary>What it wrote, for an error message.</summary>
    public string LogTail => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(5)) : "";

    /// <summary>Starts a program; what it writes goes to a file under the work folder.</summary>
    public static PeerProcess Start(BenchContext context, string name, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        string log = Path.Combine(context.Folder("logs"), name.Replace(' ', '-') + ".log");
        ProcessStartInfo start = new("/bin/sh", ["-c", RaiseLimit, "sh", log, .. command]);
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} could not be started");
        _running[process.Id] = process;
        return new PeerProcess(name, process, log);
    }

    /// <summary>Starts <c>seawall</c> with the arguments, in a home of this run.</summary>
    public static PeerProcess StartSeawall(BenchContext context, string name, IReadOnlyList<string> arguments) =>
        Start(context, name, [context.Seawall, .. arguments], context.SeawallEnvironment);

    /// <summary>Waits until it takes connections on the port of 127.0.0.1; says what it wrote when it ends instead.</summary>
    public async Task WaitForPortAsync(int port, CancellationToken ct)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", port, ct);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(20, ct);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"{Name} takes no connection on port {port}; it wrote:\n{LogTail}");
            }
        }
    }

    /// <summary>Asks it to end, then ends it; returns when it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        if (!_process.HasExited)
        {
            // A program that cleans up gets the chance to; one that hangs does not hold the bench up.
            using Process ask = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]);
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _running.TryRemove(_process.Id, out _);
        _process.Dispose();
    }

    private static void KillAll()
    {
        foreach (Process process in _running.Values)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // Ended by itself.
            }
        }
    }
}
