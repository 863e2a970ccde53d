using Microsoft.Data.Sqlite;
using Seawall.Control.Config.Replication;

namespace Seawall.Control.Config.Storage;

/// <summary>All that is done to a file while a turn lasts, as one transaction: kept whole when it is committed, gone when it is not.</summary>
internal sealed class FileTurn(SqliteTransaction transaction, Action ended) : IDisposable
{
    /// <summary>What was done, in order.</summary>
    public List<LogEffect> Effects { get; } = [];

    public void Commit() => transaction.Commit();

    public void Dispose()
    {
        ended();
        transaction.Dispose();
    }
}

/// <summary>A transaction of its own, or a part of the turn's that goes with the whole.</summary>
internal readonly struct FileTransaction(SqliteTransaction? own) : IDisposable
{
    public void Commit() => own?.Commit();

    public void Dispose() => own?.Dispose();
}
