using Microsoft.Data.Sqlite;
using Seawall.Client.Config;
using Seawall.Control.Storage;

namespace Seawall.Control.Config.Storage;

/// <summary>What a config store holds while no control process has it open; for commands that must know it with the control center down.</summary>
public static class OfflineStore
{
    /// <summary>All entries; null when there is no store, another process has it open, or it cannot be read.</summary>
    public static ConfigSnapshot? Peek(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1, Mode = SqliteOpenMode.ReadOnly }.ToString());
            db.Open();
            var head = db.Query("select coalesce(max(revision), 0) from revisions", row => row.GetInt64(0)).Single();
            return ConfigSnapshot.Of(head, db.Query("select key, value, revision from entries", row => new ConfigEntry(row.GetString(0), row.GetString(1), row.GetInt64(2))));
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}
