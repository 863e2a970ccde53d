using Microsoft.Data.Sqlite;

namespace Seawall.Control.Storage;

/// <summary>SQLite files of the control center: readable by their owner only, a commit is on the disk before it returns.</summary>
internal static class PrivateDatabase
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes folder and file, closed to other users before anything is in them; SQLite gives its own files beside it the same rights.</summary>
    public static void Prepare(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnersFile }))
        {
        }
        File.SetUnixFileMode(path, OwnersFile);
    }

    /// <summary>A connection with a write-ahead log that is forced to the disk at each commit; an exclusive one keeps every other process out.</summary>
    public static SqliteConnection Open(string path, bool exclusive = false)
    {
        var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = exclusive ? 1 : 5 }.ToString());
        try
        {
            db.Open();
            if (exclusive)
                db.Run("pragma locking_mode = exclusive");
            db.Run("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }
}
