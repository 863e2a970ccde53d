using System.Net;
using System.Net.Sockets;
using Seawall.Topology;

namespace Seawall.Peers;

/// <summary>A private PostgreSQL under the work folder, gone with the bench. Superuser <c>postgres</c>, database <c>bench</c>.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Password = "bench";
    public const string Database = "bench";

    private readonly PostgresInstance _instance;

    private BenchServer(PostgresInstance instance) => _instance = instance;

    public int Port => _instance.Options.Port;

    public PostgresInstance Instance => _instance;

    /// <summary>What a client of libpq needs beside host and port.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["PGPASSWORD"] = Password, ["PGSSLMODE"] = "disable" };

    /// <summary>Makes and starts a server; further settings are lines of postgresql.conf.</summary>
    public static async Task<BenchServer> StartAsync(BenchContext context, string name, CancellationToken ct, int connections = 600, params IReadOnlyList<string> settings)
    {
        string folder = context.Folder(name);
        PostgresInstance instance = await PostgresInstance.OpenAsync(
            new PostgresOptions
            {
                Name = Database,
                Port = FreePort(),
                DataDirectory = Path.Combine(folder, "data"),
                LogFile = Path.Combine(folder, "server.log"),
                AdminPassword = Password,
                MaxConnections = connections,
                Durable = false,
            },
            ct);
        await instance.InitAsync(ct);
        await File.AppendAllLinesAsync(Path.Combine(folder, "data", "seawall.conf"), settings, ct);
        BenchServer server = new(instance);
        try
        {
            await instance.StartAsync(ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        context.Version("postgresql", (await instance.ToolAsync("psql", ["-At", "-c", "show server_version", Database], ct)).Trim());
        return server;
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>pgbench's tables, ten times <paramref name="scale"/> myriads of accounts.</summary>
    public Task FillAsync(int scale, CancellationToken ct) => _instance.ToolAsync("pgbench", ["-i", "-q", "-s", $"{scale}", Database], ct);

    /// <summary>Lets everyone of this machine in without a password, so that a bench of queries does not measure key derivation.</summary>
    public async Task TrustAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync(Path.Combine(_instance.Options.DataDirectory, "pg_hba.conf"), "host all all 127.0.0.1/32 trust\n", ct);
        await _instance.ExecuteAsync(Database, "SELECT pg_reload_conf()", ct);
    }

    public async ValueTask DisposeAsync() => await _instance.StopAsync(CancellationToken.None);
}
