using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Topology;

/// <summary>How one private Redis server is laid out and sized; it is a cache, so nothing is saved.</summary>
public sealed record RedisOptions
{
    public required string Name { get; init; }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Holds the settings and the pid file.</summary>
    public required string Directory { get; init; }

    public required string LogFile { get; init; }

    public required string Password { get; init; }

    /// <summary>Megabytes before the least recently used keys are evicted.</summary>
    public int MaxMemory { get; init; } = 128;
}

/// <summary>A private Redis server owned by Seawall: started, adopted and stopped by it and by nothing else.</summary>
public sealed class RedisInstance(RedisOptions options)
{
    private const string Program = "redis-server";

    public RedisOptions Options => options;

    public string Name => options.Name;

    /// <summary>The running server, or null; read from its pid file, which counts only when the pid really is this server.</summary>
    public ProcessIdentity? Running => RunningIn(options.Directory);

    private string PidFile => PidFileIn(options.Directory);

    private static string PidFileIn(string directory) => Path.Combine(directory, "redis.pid");

    private string SettingsFile => Path.Combine(options.Directory, "redis.conf");

    internal static ProcessIdentity? RunningIn(string directory) =>
        File.Exists(PidFileIn(directory))
        && int.TryParse(File.ReadAllText(PidFileIn(directory)).Trim(), CultureInfo.InvariantCulture, out int pid)
        && WorkingFolder.Holds(directory, Program, pid)
            ? ProcessIdentity.Of(pid)
            : null;

    /// <summary>Writes the settings; they hold the password, so the file is its owner's alone.</summary>
    public async Task InitAsync(CancellationToken ct)
    {
        PrivateFiles.CreateDirectory(options.Directory);
        File.Delete(SettingsFile);
        await using FileStream file = PrivateFiles.Create(SettingsFile);
        await file.WriteAsync(Encoding.UTF8.GetBytes(Settings()), ct).ConfigureAwait(false);
    }

    /// <summary>What runs the server in the foreground.</summary>
    public DetachedCommand Command() => new(Program, [SettingsFile], options.LogFile);

    /// <summary>Starts the server, or adopts the one that runs already, and waits until it answers.</summary>
    public async Task<ProcessIdentity> StartAsync(CancellationToken ct)
    {
        if (Running is not { } server)
        {
            using System.Diagnostics.Process process = Command().Start();
            server = ProcessIdentity.Of(process.Id) ?? throw Failed("ended at once");
        }
        long start = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(ct).ConfigureAwait(false))
        {
            if (!server.IsAlive())
            {
                throw Failed("ended while starting");
            }
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(15))
            {
                throw Failed("did not answer within 15 s");
            }
            await Task.Delay(20, ct).ConfigureAwait(false);
        }
        return server;
    }

    public async Task StopAsync(CancellationToken ct)
    {
        if (Running is { } server
            && server.Signal(ProcessSignal.Terminate)
            && !await server.WaitGoneAsync(TimeSpan.FromSeconds(10), ct).ConfigureAwait(false))
        {
            server.Signal(ProcessSignal.Kill);
        }
    }

    /// <summary>Whether the server answers PING now, with its password.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", options.Port, limit.Token).ConfigureAwait(false);
            await using NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {options.Password}\r\nPING\r\n"), limit.Token).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) == "+OK"
                && await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) == "+PONG";
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private string Settings() => string.Create(CultureInfo.InvariantCulture, $"""
        bind 127.0.0.1
        port {options.Port}
        dir {options.Directory}
        pidfile {PidFile}
        daemonize no
        requirepass {options.Password}
        save ""
        appendonly no
        maxmemory {options.MaxMemory}mb
        maxmemory-policy allkeys-lru

        """);

    private InvalidOperationException Failed(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Redis {options.Name} on port {options.Port} {what}; see {options.LogFile}"));
}
