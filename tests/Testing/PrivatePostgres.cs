using System.Globalization;
using Npgsql;
using Seawall.Topology;

namespace Seawall.Testing;

/// <summary>
/// A real PostgreSQL server of the test process's own: ephemeral port, data under the temporary folder, no fsync.
/// One a test assembly, shared by <see cref="SharedAsync"/>; it ends with the process, even when that is killed.
/// </summary>
public sealed class PrivatePostgres
{
    private static readonly Lazy<Task<PrivatePostgres>> _shared = new(StartAsync);
    private static int _databases;

    private PrivatePostgres(PostgresInstance instance, ProcessIdentity server)
    {
        Instance = instance;
        Server = server;
    }

    public PostgresInstance Instance { get; }

    public ProcessIdentity Server { get; }

    public int Port => Instance.Options.Port;

    /// <summary>Name of the superuser; its password is <see cref="Password"/>.</summary>
    public string User => "postgres";

    public string Password => Instance.Options.AdminPassword;

    /// <summary>The superuser's connection to the database <c>test</c>.</summary>
    public string ConnectionString => Instance.AdminConnectionString;

    public static Task<PrivatePostgres> SharedAsync() => _shared.Value;

    /// <summary>The superuser's connection to another database of this server.</summary>
    public string ConnectionStringTo(string database) => Instance.ConnectionString(User, Password, database);

    /// <summary>Makes an empty database with a name of its own and returns the superuser's connection to it.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix = "t")
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref _databases)}");
        await Instance.CreateDatabaseAsync(name, CancellationToken.None);
        return ConnectionStringTo(name);
    }

    /// <summary>Runs statements as the superuser, in the database <c>test</c> or the one given by its connection string.</summary>
    public async Task ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = new NpgsqlConnection(connectionString ?? ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task<PrivatePostgres> StartAsync() => StartAsync("");

    /// <summary>A server beside the shared one, with lines of its own in its postgresql.conf.</summary>
    public static async Task<PrivatePostgres> StartAsync(string settings)
    {
        string root = Directory.CreateTempSubdirectory("seawall-test-pg-").FullName;
        for (int attempt = 1; ; attempt++)
        {
            var instance = await PostgresInstance.OpenAsync(
                new PostgresOptions
                {
                    Name = "test",
                    Port = FreePort.Next(),
                    DataDirectory = Path.Combine(root, "data"),
                    LogFile = Path.Combine(root, "server.log"),
                    AdminPassword = "test",
                    SharedBuffers = 64,
                    Durable = false,
                },
                CancellationToken.None);
            await instance.InitAsync(CancellationToken.None);
            await File.AppendAllTextAsync(Path.Combine(root, "data", "postgresql.conf"), "\n" + settings + "\n");
            try
            {
                ProcessIdentity server = await instance.StartAsync(CancellationToken.None);
                ExitGuard.Watch(server.Pid, root);
                return new PrivatePostgres(instance, server);
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Another process took the port between the probe and the start.
            }
        }
    }
}
