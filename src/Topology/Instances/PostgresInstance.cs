using System.Globalization;
using Npgsql;

namespace Seawall.Topology;

/// <summary>A private PostgreSQL server owned by Seawall: made, started, adopted and stopped by it and by nothing else.</summary>
public sealed class PostgresInstance(PostgresOptions options, PostgresBinaries binaries, ServerAccount account)
{
    private readonly PostgresDataDirectory _directory = new(options.DataDirectory);

    public PostgresOptions Options => options;

    public string Name => options.Name;

    /// <summary>The running server, or null. Survives restarts of this program: it is read from the data directory.</summary>
    public ProcessIdentity? Running => _directory.Postmaster();

    /// <summary>The superuser's connection to the instance's own database.</summary>
    public string AdminConnectionString => ConnectionString("postgres", options.AdminPassword);

    public string ConnectionString(string login, string password, string? database = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = options.Port,
        Database = database ?? options.Name,
        Username = login,
        Password = password,
        SslMode = SslMode.Disable,
        IncludeErrorDetail = true,
    }.ConnectionString;

    public static async Task<PostgresInstance> OpenAsync(PostgresOptions options, CancellationToken ct) =>
        new(options, PostgresBinaries.Require(), await ServerAccount.DetectAsync(ct).ConfigureAwait(false));

    /// <summary>Makes the cluster when there is none; a cluster left half made by a crash is made anew.</summary>
    public async Task InitAsync(CancellationToken ct)
    {
        if (!_directory.IsInitialized)
        {
            await CreateClusterAsync(ct).ConfigureAwait(false);
        }
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, PostgresSettings.FileName), PostgresSettings.Render(options), ct)
            .ConfigureAwait(false);
    }

    /// <summary>What runs the server in the foreground; the watchdog starts it like any other process.</summary>
    public DetachedCommand Command()
    {
        IReadOnlyList<string> command = account.Wrap(binaries.Program("postgres"), "-D", options.DataDirectory);
        return new DetachedCommand(command[0], [.. command.Skip(1)], options.LogFile)
        {
            Nice = options.Nice,
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C", ["TZ"] = "UTC" },
        };
    }

    /// <summary>Clears what a crash left behind (stale pid and lock files, orphaned backends), so that a start can't trip over it.</summary>
    public Task PrepareStartAsync(CancellationToken ct)
    {
        PrivateFiles.CreateDirectory(PostgresSettings.SocketDirectory);
        return _directory.ClearAfterCrashAsync(options.Port, ct);
    }

    /// <summary>Starts the server, or adopts the one that runs already, and waits until it takes connections.</summary>
    public async Task<ProcessIdentity> StartAsync(CancellationToken ct)
    {
        if (Running is not { } running)
        {
            await PrepareStartAsync(ct).ConfigureAwait(false);
            using System.Diagnostics.Process process = Command().Start();
            running = ProcessIdentity.Of(process.Id) ?? throw Failed("ended at once");
        }
        await WaitReadyAsync(running, ct).ConfigureAwait(false);
        await CreateDatabaseAsync(options.Name, ct).ConfigureAwait(false);
        return running;
    }

    /// <summary>Stops the server fast (open transactions roll back), then hard; returns when it is gone.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (Running is not { } server)
        {
            return;
        }
        server.Signal(ProcessSignal.Interrupt);
        if (!await server.WaitGoneAsync(TimeSpan.FromSeconds(20), ct).ConfigureAwait(false))
        {
            server.Signal(ProcessSignal.Quit);
            await server.WaitGoneAsync(TimeSpan.FromSeconds(10), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a database if it is not there; safe against another starter doing the same.</summary>
    public async Task CreateDatabaseAsync(string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", options.AdminPassword, "postgres") + ";Pooling=false");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct).ConfigureAwait(false) is not null)
        {
            return;
        }
        try
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Sql.Name(database)}", connection);
            await create.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
        }
    }

    /// <summary>Runs statements as the superuser in one of the server's databases.</summary>
    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", options.AdminPassword, database) + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Runs one of PostgreSQL's own programs against this server as the superuser; a failure is an exception with its words.</summary>
    public Task<string> ToolAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) => Tool.RequireAsync(
        [binaries.Program(program), "-h", "127.0.0.1", "-p", options.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", .. arguments],
        new Dictionary<string, string> { ["PGPASSWORD"] = options.AdminPassword },
        ct);

    /// <summary>Whether the server answers a query now.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        if (_directory.Postmaster() is not { } server || !_directory.IsReady(server.Pid))
        {
            // Asking a server that recovers would only fill its log.
            return false;
        }
        try
        {
            await using var connection = new NpgsqlConnection(
                ConnectionString("postgres", options.AdminPassword, "postgres") + ";Pooling=false;Timeout=3;Command Timeout=3");
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await using var probe = new NpgsqlCommand("SELECT 1", connection);
            return await probe.ExecuteScalarAsync(ct).ConfigureAwait(false) is 1;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // A full server is not a hung one.
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task CreateClusterAsync(CancellationToken ct)
    {
        _directory.DiscardHalfMade();
        Directory.CreateDirectory(Path.GetDirectoryName(options.DataDirectory)!);
        string passwordFile = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(passwordFile, options.AdminPassword + "\n", ct).ConfigureAwait(false);
            if (account.NeedsOwnDirectory)
            {
                await Tool.RequireAsync(["install", "-d", "-o", "postgres", "-g", "postgres", "-m", "0700", options.DataDirectory], null, ct).ConfigureAwait(false);
                await Tool.RequireAsync(["chown", "postgres", passwordFile], null, ct).ConfigureAwait(false);
            }
            await Tool.RequireAsync(
                account.Wrap(
                    binaries.Program("initdb"), "-D", options.DataDirectory, "-U", "postgres", "--encoding=UTF8", "--locale=C",
                    "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--no-sync"),
                null, ct).ConfigureAwait(false);
            _directory.MarkInitialized(PostgresSettings.FileName);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task WaitReadyAsync(ProcessIdentity server, CancellationToken ct)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(ct).ConfigureAwait(false))
        {
            if (!server.IsAlive())
            {
                throw Failed("ended while starting");
            }
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
            {
                throw Failed("took no connection within 60 s");
            }
            await Task.Delay(20, ct).ConfigureAwait(false);
        }
    }

    private InvalidOperationException Failed(string what)
    {
        string tail = File.Exists(options.LogFile) ? string.Join('\n', File.ReadLines(options.LogFile).TakeLast(5)) : "";
        return new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL {options.Name} on port {options.Port} {what}; its log {options.LogFile} ends:\n{tail}"));
    }
}
