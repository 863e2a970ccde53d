using Microsoft.Data.Sqlite;

namespace Seawall.Control.Storage;

/// <summary>Statements with named parameters in one call each.</summary>
internal static class SqliteCalls
{
    /// <summary>How many rows changed.</summary>
    public static int Run(this SqliteConnection db, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Prepare(db, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this SqliteConnection db, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Prepare(db, sql, parameters);
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
            all.Add(read(rows));
        return all;
    }

    private static SqliteCommand Prepare(SqliteConnection db, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
