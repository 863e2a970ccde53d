using System.Net;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Gate.Tests;

/// <summary>A gate of the test's own before the assembly's PostgreSQL server.</summary>
internal sealed class GateFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;

    private GateFixture(PrivatePostgres postgres, GateServer gate, DirectoryInfo directory) =>
        (Postgres, Gate, _directory) = (postgres, gate, directory);

    public PrivatePostgres Postgres { get; }

    public GateServer Gate { get; }

    public string CaptureDirectory => Path.Combine(_directory.FullName, "capture");

    public string StatsFile => Path.Combine(_directory.FullName, "stats.db");

    public int Port => Gate.EndPoint.Port;

    public string ConnectionString => Through(Port);

    public static async Task<GateFixture> StartAsync(Func<GateOptions, GateOptions>? change = null)
    {
        PrivatePostgres postgres = await PrivatePostgres.SharedAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("seawall-gate-");
        GateOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Admin = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{postgres.Port}" },
            CaptureDirectory = Path.Combine(directory.FullName, "capture"),
            CaptureClear = true,
            StatsFile = Path.Combine(directory.FullName, "stats.db"),
        };
        GateServer gate = await GateServer.StartAsync(change?.Invoke(options) ?? options);
        return new GateFixture(postgres, gate, directory);
    }

    public string Through(int port, string extra = "") =>
        new NpgsqlConnectionStringBuilder(Postgres.ConnectionString + ";" + extra) { Host = "127.0.0.1", Port = port }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync(string extra = "Pooling=false")
    {
        NpgsqlConnection connection = new(Through(Port, extra));
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
