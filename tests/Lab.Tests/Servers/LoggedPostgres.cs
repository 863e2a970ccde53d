using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Lab.Tests;

/// <summary>A real server that logs every statement as csv, one for all tests; its log is read after <see cref="ReadLogAsync"/> saw the session's end in it.</summary>
internal sealed class LoggedPostgres
{
    private static readonly Lazy<Task<LoggedPostgres>> _shared = new(StartAsync);
    private static int _databases;
    private readonly PostgresInstance _instance;

    private LoggedPostgres(PostgresInstance instance) => _instance = instance;

    public static Task<LoggedPostgres> SharedAsync() => _shared.Value;

    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref _databases)}");
        await _instance.CreateDatabaseAsync(name, CancellationToken.None);
        return _instance.ConnectionString("postgres", _instance.Options.AdminPassword, name);
    }

    /// <summary>Copies what was logged for the database so far into a file of its own; waits until a statement sent now shows up in the log.</summary>
    public async Task<string> CopyLogAsync(string connectionString)
    {
        string marker = $"seawall-marker-{Interlocked.Increment(ref _databases)}";
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await new NpgsqlCommand($"/* {marker} */ SELECT 1", connection).ExecuteNonQueryAsync();
        }

        string database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        string folder = Path.Combine(_instance.Options.DataDirectory, "log");
        string copy = Path.Combine(Directory.CreateTempSubdirectory("seawall-log-").FullName, "server.csv");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            string text = string.Concat(Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).Select(Read));
            if (text.Contains(marker, StringComparison.Ordinal))
            {
                await File.WriteAllTextAsync(copy, text);
                return copy;
            }

            try
            {
                await Task.Delay(20, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"copying the log of {database}: expected {marker} in {folder}, found {text.Length} characters without it");
            }
        }
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<LoggedPostgres> StartAsync()
    {
        string root = Directory.CreateTempSubdirectory("seawall-test-log-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        PostgresInstance instance = await PostgresInstance.OpenAsync(
            new PostgresOptions
            {
                Name = "logged",
                Port = port,
                DataDirectory = Path.Combine(root, "data"),
                LogFile = Path.Combine(root, "server.log"),
                AdminPassword = "test",
                SharedBuffers = 32,
                MaxConnections = 40,
                Durable = false,
                CsvLog = true,
            },
            CancellationToken.None);
        await instance.InitAsync(CancellationToken.None);
        ProcessIdentity server = await instance.StartAsync(CancellationToken.None);
        ExitGuard.Watch(server.Pid, root);
        return new LoggedPostgres(instance);
    }
}
