using Seawall.Lab.Comparing;

namespace Seawall.Lab.Filtering;

/// <summary>Which calls may change something: those of functions the target declares volatile, but for built-in ones that are so only for what they return.</summary>
internal static class Calls
{
    /// <summary>Volatile for what they return, not for what they change.</summary>
    private static readonly HashSet<string> _harmless = new(StringComparer.Ordinal)
    {
        "random", "random_normal", "setseed", "clock_timestamp", "timeofday", "gen_random_uuid", "gen_random_bytes", "gen_salt", "uuidv4", "uuidv7",
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "pg_sleep", "pg_sleep_for", "pg_sleep_until", "set_config", "pg_is_in_recovery", "pg_backend_pid",
        "pg_relation_size", "pg_table_size", "pg_indexes_size", "pg_total_relation_size", "pg_database_size", "pg_tablespace_size",
        "pg_current_wal_lsn", "pg_current_wal_insert_lsn", "pg_last_wal_receive_lsn", "pg_last_wal_replay_lsn", "pg_isolation_test_session_is_blocked", "pg_blocking_pids",
    };

    public static bool MayWrite(string function, TargetCatalog catalog) => catalog.VolatileFunctions.Contains(function) && !_harmless.Contains(function);

    public static bool MayWrite(ReadOnlySpan<byte> sql, TargetCatalog catalog) => StatementShape.Of(sql).Functions.Any(function => MayWrite(function, catalog));
}
