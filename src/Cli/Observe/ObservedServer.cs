using Npgsql;

namespace Seawall.Cli;

/// <summary>
/// A PostgreSQL server as its own statistics show it: <c>pg_stat_statements</c>, <c>pg_stat_user_tables</c>, <c>pg_stat_activity</c> of one database. Reads only: its session is read-only,
/// and no statement of it takes longer than 10 s or waits for a lock for more than 1 s.
/// </summary>
internal sealed class ObservedServer
{
    private const string Statements = "pg_stat_statements";

    // Stays in the texts the server keeps, so that what is asked here is not among the answers.
    private const string Own = "/* seawall observes */";
    private const string Hidden = "<insufficient privilege>";

    private readonly string _connection;

    private ObservedServer(NpgsqlConnectionStringBuilder connection)
    {
        Name = $"{connection.Host}:{connection.Port}/{connection.Database}";
        connection.ApplicationName = "seawall-observe";
        connection.Pooling = false;
        connection.CommandTimeout = 15;
        connection.Timeout = connection.Timeout is 0 or > 10 ? 10 : connection.Timeout;
        connection.Options = (connection.Options + " -c default_transaction_read_only=on -c statement_timeout=10000 -c lock_timeout=1000").Trim();
        _connection = connection.ConnectionString;
    }

    /// <summary>Host, port and database, without who asks and by which password.</summary>
    public string Name { get; }

    /// <summary>Understands <c>host=… port=… dbname=…</c>, Npgsql's keys and <c>postgresql://user@host:port/database</c>. A password in it is a usage error: others see command lines.</summary>
    public static ObservedServer Of(string text, string? passwordFile)
    {
        var connection = Parse(text);
        if (connection.Password is { Length: > 0 })
            throw new CommandException("a password does not belong on the command line, where others can read it; set PGPASSWORD, or name --password-file", ExitCode.Usage);
        if (connection.Host is not { Length: > 0 })
            connection.Host = "127.0.0.1";
        if (passwordFile is not null)
            connection.Password = File.ReadAllText(passwordFile).Trim();
        return new ObservedServer(connection);
    }

    public async Task<ObservedReading> ReadAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_connection);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new CommandException($"{Name} can't be reached: {e.Message}");
        }
        var (schema, version) = await ExtensionAsync(connection, ct).ConfigureAwait(false);
        try
        {
            var rows = await StatementsAsync(connection, schema, version, ct).ConfigureAwait(false);
            return new ObservedReading(
                TimeProvider.System.GetUtcNow(),
                version >= new Version(1, 9) ? await ResetAsync(connection, schema, ct).ConfigureAwait(false) : null,
                [.. rows.Where(row => row.Sql != Hidden)],
                await TablesAsync(connection, ct).ConfigureAwait(false),
                await SessionsAsync(connection, ct).ConfigureAwait(false),
                rows.Count(row => row.Sql == Hidden));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            throw new CommandException(await MissingAsync(connection, isCreated: true, ct).ConfigureAwait(false));
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            if (!text.Contains("://", StringComparison.Ordinal))
                return new NpgsqlConnectionStringBuilder(text.Contains(';', StringComparison.Ordinal) ? text : string.Join(';', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Npgsqls)));
            var uri = new Uri(text);
            var user = uri.UserInfo.Split(':');
            return new NpgsqlConnectionStringBuilder
            {
                Host = uri.Host,
                Port = uri.Port > 0 ? uri.Port : 5432,
                Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
                Username = Uri.UnescapeDataString(user[0]),
                Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new CommandException("--database must be like 'host=127.0.0.1 port=5432 dbname=shop user=observer' or postgresql://observer@127.0.0.1:5432/shop", ExitCode.Usage);
        }
    }

    // libpq's words for what Npgsql calls otherwise.
    private static string Npgsqls(string pair) => pair.Split('=')[0] switch
    {
        "dbname" => "database" + pair["dbname".Length..],
        "user" => "username" + pair["user".Length..],
        "hostaddr" => "host" + pair["hostaddr".Length..],
        _ => pair,
    };

    private async Task<(string Schema, Version Version)> ExtensionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Own} quote_ident(n.nspname), e.extversion FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = '{Statements}'", connection);
        await using (var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false))
        {
            if (await reader.ReadAsync(ct).ConfigureAwait(false))
                return (reader.GetString(0), Version.Parse(reader.GetString(1)));
        }
        throw new CommandException(await MissingAsync(connection, isCreated: false, ct).ConfigureAwait(false));
    }

    // Exactly what is missing, to be pasted. The library needs a restart; the extension does not.
    private async Task<string> MissingAsync(NpgsqlConnection connection, bool isCreated, CancellationToken ct)
    {
        var loaded = await LoadedAsync(connection, ct).ConfigureAwait(false);
        var lines = new List<string> { $"{Name} keeps no statistics of statements. What is missing:" };
        if (loaded is null || !loaded.Split(',').Any(library => library.Trim() == Statements))
        {
            var libraries = string.Join(',', new[] { loaded, Statements }.Where(library => library is { Length: > 0 }));
            lines.Add($"  in postgresql.conf, then restart PostgreSQL:   shared_preload_libraries = '{libraries}'{(loaded is null ? "   # keep what stands there" : "")}");
        }
        if (!isCreated)
            lines.Add($"  as a superuser, in this database:              CREATE EXTENSION {Statements};");
        lines.Add($"  so that {connection.UserName ?? "this login"} sees the texts of others:     GRANT pg_read_all_stats TO {connection.UserName ?? "the_login"};");
        return string.Join('\n', lines);
    }

    private static async Task<string?> LoadedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("SHOW shared_preload_libraries", connection);
            return (string?)await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        }
        catch (PostgresException)
        {
            // Only who may read all settings sees this one.
            return null;
        }
    }

    private static async Task<IReadOnlyList<ObservedRow>> StatementsAsync(NpgsqlConnection connection, string schema, Version version, CancellationToken ct)
    {
        var time = version >= new Version(1, 8) ? "_exec_time" : "_time";
        var topLevel = version >= new Version(1, 9) ? "s.toplevel" : "true";
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Own} coalesce(r.rolname, s.userid::text), coalesce(s.queryid, 0), {topLevel}, s.query, s.calls, s.rows, s.total{time}, s.max{time}, s.stddev{time}
            FROM {schema}.{Statements} s LEFT JOIN pg_roles r ON r.oid = s.userid
            WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.query NOT LIKE '%{Own}%'
            """, connection);
        List<ObservedRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            rows.Add(new ObservedRow
            {
                Key = (reader.GetString(0), reader.GetInt64(1), reader.GetBoolean(2)),
                Sql = reader.GetString(3),
                Calls = reader.GetInt64(4),
                Rows = reader.GetInt64(5),
                TotalMs = reader.GetDouble(6),
                MaxMs = reader.GetDouble(7),
                DeviationMs = reader.GetDouble(8),
            });
        }
        return rows;
    }

    private static async Task<DateTimeOffset?> ResetAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT {Own} stats_reset FROM {schema}.{Statements}_info", connection);
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is DateTime reset ? new DateTimeOffset(reset.ToUniversalTime()) : null;
    }

    private static async Task<IReadOnlyList<ObservedTable>> TablesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Own} schemaname || '.' || relname, coalesce(seq_scan, 0), coalesce(seq_tup_read, 0), coalesce(idx_scan, 0), n_tup_ins, n_tup_upd, n_tup_del, n_live_tup, n_dead_tup
            FROM pg_stat_user_tables
            """, connection);
        List<ObservedTable> tables = [];
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            tables.Add(new ObservedTable(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8)));
        }
        return tables;
    }

    private static async Task<IReadOnlyList<ObservedSessions>> SessionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Own} coalesce(usename::text, ''), coalesce(application_name, ''), coalesce(state, ''), count(*), coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
            """, connection);
        List<ObservedSessions> sessions = [];
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
            sessions.Add(new ObservedSessions(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetDouble(4)));
        return sessions;
    }
}
