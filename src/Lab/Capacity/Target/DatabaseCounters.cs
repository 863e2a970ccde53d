using Npgsql;

namespace Seawall.Lab.Capacity;

/// <summary>What the database counted so far (pg_stat_database); sessions hand their counts in about once a second, so only differences over seconds mean something.</summary>
internal readonly record struct DatabaseCounters(long BlocksRead, long BlocksHit, long TempBytes, long Deadlocks)
{
    private const string Query = "SELECT blks_read, blks_hit, temp_bytes, deadlocks FROM pg_stat_database WHERE datname = current_database()";

    /// <summary>Null when the server does not say.</summary>
    public static async Task<DatabaseCounters?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(Query, connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            return await reader.ReadAsync(ct).ConfigureAwait(false)
                ? new DatabaseCounters(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3))
                : null;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return null;
        }
    }

    public DatabaseUse Since(DatabaseCounters then, double seconds)
    {
        double read = Math.Max(0, BlocksRead - then.BlocksRead);
        double hit = Math.Max(0, BlocksHit - then.BlocksHit);
        return new DatabaseUse
        {
            BlocksReadPerSecond = read / seconds,
            CacheHits = read + hit <= 0 ? 1 : hit / (read + hit),
            TempBytesPerSecond = Math.Max(0, TempBytes - then.TempBytes) / seconds,
            Deadlocks = Math.Max(0, Deadlocks - then.Deadlocks),
        };
    }
}
