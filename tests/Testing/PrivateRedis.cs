using Seawall.Topology;

namespace Seawall.Testing;

/// <summary>
/// A real Redis server of the test process's own: ephemeral port, nothing saved; it can be killed and started again on the same port.
/// It ends with the process, even when that is killed.
/// </summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private readonly RedisInstance _instance;
    private ProcessIdentity _server;

    private PrivateRedis(RedisInstance instance, ProcessIdentity server)
    {
        _instance = instance;
        _server = server;
    }

    public int Port => _instance.Options.Port;

    public string Password => _instance.Options.Password;

    public string Folder => _instance.Options.Directory;

    /// <summary>Starts a server; <paramref name="settings"/> are further lines of its settings, for its folder and a port it has chosen.</summary>
    public static async Task<PrivateRedis> StartAsync(Func<string, int, string>? settings = null)
    {
        string root = Directory.CreateTempSubdirectory("seawall-test-redis-").FullName;
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort.Next();
            var instance = new RedisInstance(new RedisOptions
            {
                Name = "test",
                Port = port,
                Directory = root,
                LogFile = Path.Combine(root, "server.log"),
                Password = "test-secret",
            });
            await instance.InitAsync(CancellationToken.None);
            // Tests put it to sleep by DEBUG.
            await File.AppendAllTextAsync(Path.Combine(root, "redis.conf"), "enable-debug-command local\n" + settings?.Invoke(root, port));
            try
            {
                return new PrivateRedis(instance, await StartAsync(instance));
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Another process took the port between the probe and the start.
            }
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _server.Signal(ProcessSignal.Kill);
        if (!await _server.WaitGoneAsync(TimeSpan.FromSeconds(10), CancellationToken.None))
        {
            throw new InvalidOperationException($"Redis on port {Port} was killed but is still there after 10 s.");
        }
    }

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task RestartAsync() => _server = await StartAsync(_instance);

    public async ValueTask DisposeAsync() => await KillAsync();

    private static async Task<ProcessIdentity> StartAsync(RedisInstance instance)
    {
        ProcessIdentity server = await instance.StartAsync(CancellationToken.None);
        ExitGuard.Watch(server.Pid, instance.Options.Directory);
        return server;
    }
}
