using System.Globalization;

namespace Seawall.Topology;

/// <summary>The settings file that Seawall writes into each cluster, included by its postgresql.conf.</summary>
internal static class PostgresSettings
{
    public const string FileName = "seawall.conf";

    /// <summary>Under the temporary folder, because a socket path is limited to 107 bytes.</summary>
    public static string SocketDirectory { get; } =
        Path.Combine("/tmp", string.Create(CultureInfo.InvariantCulture, $"seawall-{Libc.EffectiveUserId()}"));

    public static string Render(PostgresOptions options)
    {
        string onOff(bool value) => value ? "on" : "off";
        var lines = new List<string>
        {
            "listen_addresses = '127.0.0.1'",
            string.Create(CultureInfo.InvariantCulture, $"port = {options.Port}"),
            $"unix_socket_directories = '{SocketDirectory}'",
            "unix_socket_permissions = 0700",
            string.Create(CultureInfo.InvariantCulture, $"max_connections = {options.MaxConnections}"),
            string.Create(CultureInfo.InvariantCulture, $"shared_buffers = {options.SharedBuffers}MB"),
            "dynamic_shared_memory_type = posix",
            "password_encryption = scram-sha-256",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            // Little to redo: a killed server must be back within seconds.
            "max_wal_size = 512MB",
            "checkpoint_timeout = 2min",
            "recovery_init_sync_method = syncfs",
            "random_page_cost = 1.1",
            "track_io_timing = on",
            "jit = off",
            $"fsync = {onOff(options.Durable)}",
            $"synchronous_commit = {onOff(options.Durable)}",
            $"full_page_writes = {onOff(options.Durable)}",
        };
        if (options.CsvLog)
        {
            lines.AddRange(
            [
                "logging_collector = on",
                "log_destination = 'stderr,csvlog'",
                "log_directory = 'log'",
                "log_filename = 'postgresql-%Y%m%d-%H%M%S.log'",
                "log_rotation_size = 256MB",
                "log_min_duration_statement = 0",
                // A failed statement can only be replayed when its values were logged too.
                "log_parameter_max_length_on_error = -1",
            ]);
        }
        return string.Join('\n', lines) + "\n";
    }
}
