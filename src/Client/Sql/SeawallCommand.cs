using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Seawall.Client.Sql;

/// <summary>A command that gets its comment at the moment it runs, when the caller is known.</summary>
internal sealed class SeawallCommand(SeawallConnection connection, NpgsqlCommand inner) : DbCommand
{
    private SeawallConnection? _connection = connection;
    private string _text = "";

    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set => _text = value ?? "";
    }

    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new NotSupportedException($"{value}: only text commands carry tags.");
        }
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            _connection = (SeawallConnection?)value;
            inner.Connection = _connection?.Inner;
        }
    }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => inner.Transaction;
        set => inner.Transaction = (NpgsqlTransaction?)value;
    }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => Tagged().Prepare();

    public override int ExecuteNonQuery() => Tagged().ExecuteNonQuery();

    public override object? ExecuteScalar() => Tagged().ExecuteScalar();

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Tagged().ExecuteNonQueryAsync(cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Tagged().ExecuteScalarAsync(cancellationToken);

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Tagged().ExecuteReader(behavior);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await Tagged().ExecuteReaderAsync(behavior, cancellationToken);

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private NpgsqlCommand Tagged()
    {
        var source = _connection?.Source ?? throw new InvalidOperationException("The command has no connection.");
        inner.CommandText = source.Tag(_text);
        return inner;
    }
}
