using System.Diagnostics;
using System.Globalization;
using Seawall.Topology;

namespace Seawall.Testing;

/// <summary>A real etcd of three members of the test process's own, on ports that the test names. Each can be killed and started again with its data; all end with the process.</summary>
public sealed class PrivateEtcd : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-test-etcd-").FullName;
    private readonly EtcdInstance[] _members;
    private readonly Process?[] _running;

    /// <param name="firstPort">Six ports from here on are taken: of each member the clients' and the peers'.</param>
    public PrivateEtcd(int firstPort, string site = "tests")
    {
        Nodes = [.. Enumerable.Range(0, 3).Select(i => Node($"etcd-{i + 1}", firstPort + (2 * i)))];
        _members =
        [
            .. Nodes.Select(node => new EtcdInstance(new EtcdOptions
            {
                Name = node.Name,
                Site = site,
                Members = Nodes,
                Directory = Path.Combine(_folder, node.Name),
                LogFile = Path.Combine(_folder, node.Name + ".log"),
            })),
        ];
        _running = new Process?[_members.Length];
    }

    public IReadOnlyList<EtcdNode> Nodes { get; }

    /// <summary>Starts all members and returns when a quorum answers.</summary>
    public async Task StartAsync()
    {
        for (int i = 0; i < _members.Length; i++)
        {
            await StartAsync(i);
        }
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        long start = TimeProvider.System.GetTimestamp();
        while (!await IsHealthyAsync(http, Nodes[0].Client))
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"etcd has no quorum after 30 s; {await File.ReadAllTextAsync(Path.Combine(_folder, "etcd-1.log"))}");
            }
            await Task.Delay(20);
        }
    }

    /// <summary>Starts a member, with the data that it has.</summary>
    public async Task StartAsync(int member)
    {
        await _members[member].InitAsync(CancellationToken.None);
        _running[member] = _members[member].Command().Start();
        ExitGuard.Watch(_running[member]!.Id, Path.Combine(_folder, _members[member].Name));
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync(int member)
    {
        if (_running[member] is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _running[member] = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = 0; i < _members.Length; i++)
        {
            await KillAsync(i);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static EtcdNode Node(string name, int port) => new(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"))) { Name = name, Port = port, PeerPort = port + 1 };

    private static async Task<bool> IsHealthyAsync(HttpClient http, Uri member)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(member, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
