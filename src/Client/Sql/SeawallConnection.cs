using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Npgsql;
using Seawall.Client.Bulkheads;

namespace Seawall.Client.Sql;

/// <summary>A pooled Npgsql connection whose commands are tagged; that of a marked call can't write.</summary>
internal sealed class SeawallConnection(SeawallDataSource source, NpgsqlConnection inner, bool isRehearsal, Bulkhead? bulkhead) : DbConnection
{
    private RateLimitLease? _place;

    public bool IsRehearsal => isRehearsal;

    public NpgsqlConnection Inner => inner;

    public SeawallDataSource Source => source;

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw new NotSupportedException("The data source owns the connection string.");
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void Open()
    {
        if (bulkhead is not null)
            _place = bulkhead.TryEnter() ?? throw Busy(bulkhead);
        try
        {
            inner.Open();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (bulkhead is not null)
            _place = await bulkhead.EnterAsync(cancellationToken) ?? throw Busy(bulkhead);
        try
        {
            await inner.OpenAsync(cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    public override void Close()
    {
        inner.Close();
        Leave();
    }

    public override async Task CloseAsync()
    {
        await inner.CloseAsync();
        Leave();
    }

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    protected override DbCommand CreateDbCommand() => new SeawallCommand(this, inner.CreateCommand());

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        await inner.BeginTransactionAsync(isolationLevel, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        inner.Dispose();
        Leave();
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        Leave();
    }

    private void Leave()
    {
        _place?.Dispose();
        _place = null;
    }

    private static DependencyBusyException Busy(Bulkhead bulkhead) =>
        new($"The bulkhead of {bulkhead.Dependency} is full: {bulkhead.Options.Concurrency} connections are in use, and none came free within {bulkhead.Options.WaitMs} ms.");
}
