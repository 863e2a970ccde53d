using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Seawall.Redis;
using Seawall.Redis.Resp;
using Seawall.Topology;

namespace Seawall.RedisBench;

/// <summary>The server that all contestants stand before, and the ways to put load on it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const int Operations = 100_000;

    private const int Tasks = 64;
    private const int Keys = 1000;
    private const string Password = "bench";

    private readonly RedisInstance _server;
    private readonly RedisClient _client;
    private readonly byte[][] _keys = [.. Enumerable.Range(0, Keys).Select(key => Encoding.ASCII.GetBytes($"key:{key:000000000000}"))];

    private Stage(RedisInstance server, RedisClient client) => (_server, _client) = (server, client);

    public static async Task<Stage> SetAsync()
    {
        string directory = Directory.CreateTempSubdirectory("seawall-redis-bench-").FullName;
        var server = new RedisInstance(new RedisOptions
        {
            Name = "bench",
            Port = FreePort(),
            Directory = directory,
            LogFile = Path.Combine(directory, "server.log"),
            Password = Password,
        });
        await server.InitAsync(CancellationToken.None);
        await server.StartAsync(CancellationToken.None);
        return new Stage(server, await RedisClient.ConnectAsync(
            new RedisClientOptions { Port = server.Options.Port, Password = Password, CommandTimeout = TimeSpan.FromSeconds(10) }, CancellationToken.None));
    }

    /// <summary>Sixty-four tasks on one connection, each awaiting its reply before the next command.</summary>
    public async Task<Measurement> SeawallAsync(string command, int size, int operations)
    {
        byte[] value = new byte[size];
        double serverBefore = await ServerSecondsAsync();
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        long bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(() => command == "SET" ? SetAsync(task) : GetAsync(task))));

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double allocated = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
        double client = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
        double server = await ServerSecondsAsync() - serverBefore;
        int done = operations / Tasks * Tasks;
        return new Measurement("seawall, 64 tasks", command, size, done / seconds, client / done * 1e6, server / done * 1e6, allocated / done);

        async Task SetAsync(int task)
        {
            for (int i = 0; i < operations / Tasks; i++)
                await _client.SetAsync(_keys[(i * Tasks + task) % Keys], value, null, onlyIfAbsent: false, CancellationToken.None);
        }

        async Task GetAsync(int task)
        {
            for (int i = 0; i < operations / Tasks; i++)
            {
                using RedisLease lease = await _client.GetLeaseAsync(_keys[(i * Tasks + task) % Keys], CancellationToken.None);
                if (lease.Span.Length != size)
                    throw new InvalidOperationException($"a value of {lease.Span.Length} bytes instead of {size}");
            }
        }
    }

    /// <summary>redis-benchmark, its CPU as the shell accounts for it.</summary>
    public async Task<Measurement> PeerAsync(string name, string options, string command, int size)
    {
        double serverBefore = await ServerSecondsAsync();
        string output = await RunAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"TIMEFORMAT='cpu %U %S'; time redis-benchmark -h 127.0.0.1 -p {_server.Options.Port} -a {Password} {options} -n {Operations} -r {Keys} -d {size} -t {command.ToLowerInvariant()} --csv 2>/dev/null"));
        double server = await ServerSecondsAsync() - serverBefore;
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // "SET","123456.78",…
        double perSecond = Number(lines.Single(line => line.StartsWith($"\"{command}\"", StringComparison.Ordinal)).Split(',')[1].Trim('"'));
        string[] cpu = lines.Single(line => line.StartsWith("cpu ", StringComparison.Ordinal)).Split(' ');
        return new Measurement(name, command, size, perSecond, (Number(cpu[1]) + Number(cpu[2])) / Operations * 1e6, server / Operations * 1e6, 0);
    }

    public async Task<string> ServerVersionAsync() => await InfoAsync("server", "redis_version");

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.StopAsync(CancellationToken.None);
        Directory.Delete(_server.Options.Directory, recursive: true);
    }

    private async Task<double> ServerSecondsAsync() => Number(await InfoAsync("cpu", "used_cpu_user")) + Number(await InfoAsync("cpu", "used_cpu_sys"));

    private async Task<string> InfoAsync(string section, string field)
    {
        RespValue info = await _client.ExecuteAsync(["INFO", section], CancellationToken.None);
        return info.ToString()!.Split("\r\n").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..];
    }

    private static async Task<string> RunAsync(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", $"{{ {script}; }} 2>&1"]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"redis-benchmark failed: {output}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
