using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Seawall.Testing;
using Seawall.Topology;

namespace Seawall.Lab.Tests;

/// <summary>A real server that logs every statement as csv, json and plain lines at once, one for all tests; its log is read after <see cref="ReadLogAsync"/> saw the session's end in it.</summary>
internal sealed class LoggedPostgres
{
    private static readonly Lazy<Task<LoggedPostgres>> _shared = new(StartAsync);
    private static int _databases;
    /// <summary>Says as much as the other formats do.</summary>
    public const string Prefix = "%m [%p] %q%u@%d %a %c %l %e %v ";

    private readonly PostgresInstance _instance;

    private LoggedPostgres(PostgresInstance instance) => _instance = instance;

    public static Task<LoggedPostgres> SharedAsync() => _shared.Value;

    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref _databases)}");
        await _instance.CreateDatabaseAsync(name, CancellationToken.None);
        return _instance.ConnectionString("postgres", _instance.Options.AdminPassword, name);
    }

    /// <summary>Copies what was logged so far as csv into a file of its own; waits until a statement sent now shows up in the log.</summary>
    public async Task<string> CopyLogAsync(string connectionString) => Path.Combine(await CopyLogsAsync(connectionString), "server.csv");

    /// <summary>The same of all three formats: server.csv, server.json and server.log in a folder of their own.</summary>
    public async Task<string> CopyLogsAsync(string connectionString)
    {
        string marker = $"seawall-marker-{Interlocked.Increment(ref _databases)}";
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await new NpgsqlCommand($"/* {marker} */ SELECT 1", connection).ExecuteNonQueryAsync();
        }

        // Beside the data, so that it goes with the server.
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_instance.Options.DataDirectory)!, marker)).FullName;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (string kind in (string[])["csv", "json", "log"])
        {
            byte[] bytes = await ReadToMarkerAsync(kind, Encoding.UTF8.GetBytes(marker), timeout.Token);
            await File.WriteAllBytesAsync(Path.Combine(folder, "server." + kind), bytes);
        }

        return folder;
    }

    /// <summary>Runs a program of PostgreSQL's and returns what it printed.</summary>
    public Task<string> ToolAsync(string program, params string[] arguments) => _instance.ToolAsync(program, arguments, CancellationToken.None);

    private async Task<byte[]> ReadToMarkerAsync(string kind, byte[] marker, CancellationToken ct)
    {
        string folder = Path.Combine(_instance.Options.DataDirectory, "log");
        while (true)
        {
            byte[] bytes = [.. Directory.GetFiles(folder, "*." + kind).Order(StringComparer.Ordinal).SelectMany(Read)];
            int at = bytes.AsSpan().IndexOf(marker);
            int end = at < 0 ? -1 : bytes.AsSpan(at).IndexOf((byte)'\n');
            if (end >= 0)
            {
                // What stands behind it may still be half written.
                return bytes[..(at + end + 1)];
            }

            try
            {
                await Task.Delay(20, ct);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"copying the log: expected {Encoding.UTF8.GetString(marker)} in {folder}/*.{kind}, found {bytes.Length} bytes without it");
            }
        }
    }

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
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
        await File.AppendAllTextAsync(
            Path.Combine(instance.Options.DataDirectory, "postgresql.auto.conf"),
            $"log_destination = 'stderr,csvlog,jsonlog'\nlog_line_prefix = '{Prefix}'\n");
        ProcessIdentity server = await instance.StartAsync(CancellationToken.None);
        ExitGuard.Watch(server.Pid, root);
        return new LoggedPostgres(instance);
    }
}
