using Seawall.Control.Config.Storage;
using Seawall.Control.Storage;

namespace Seawall.Control.Config.Replication;

/// <summary>How far a node's file has followed the log: the last entry that is in it, and that entry's hash. It changes in the same transaction as what the entry does.</summary>
internal sealed record LogPosition(long Index, string Hash)
{
    /// <summary>What stands before the first entry.</summary>
    public const string Root = "0000000000000000000000000000000000000000000000000000000000000000";

    public static LogPosition Start { get; } = new(0, Root);

    public static LogPosition Read(ConfigFile file)
    {
        file.Connection.Run("create table if not exists log_position (one integer primary key check (one = 1), entry integer not null, hash text not null)");
        return file.Connection.Query("select entry, hash from log_position", row => new LogPosition(row.GetInt64(0), row.GetString(1))).FirstOrDefault() ?? Start;
    }

    public void Write(ConfigFile file) => file.Connection.Run("insert or replace into log_position values (1, $entry, $hash)", ("$entry", Index), ("$hash", Hash));
}
