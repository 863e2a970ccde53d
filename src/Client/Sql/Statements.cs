using System.Data.Common;

namespace Seawall.Client.Sql;

/// <summary>Runs statements with positional parameters (<c>$1</c>…) and a reader function; null becomes SQL's NULL.</summary>
public static class Statements
{
    /// <summary>All rows, on a connection of their own.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this DbDataSource source, string sql, Func<DbDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QueryAsync(sql, read, ct, values);
    }

    /// <summary>The first row, or the default; on a connection of its own.</summary>
    public static async Task<T?> FindAsync<T>(
        this DbDataSource source, string sql, Func<DbDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.FindAsync(sql, read, ct, values);
    }

    /// <summary>The number of rows changed, on a connection of its own.</summary>
    public static async Task<int> ExecuteAsync(this DbDataSource source, string sql, CancellationToken ct, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(sql, ct, values);
    }

    /// <summary>All rows, inside the connection's transaction if it has one.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The first row, or the default; inside the connection's transaction if it has one.</summary>
    public static async Task<T?> FindAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? read(reader) : default;
    }

    /// <summary>The number of rows changed, inside the connection's transaction if it has one.</summary>
    public static async Task<int> ExecuteAsync(this DbConnection connection, string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand Command(DbConnection connection, string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            var parameter = command.CreateParameter();
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
