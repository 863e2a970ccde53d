using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Seawall.Client.Calls;
using Seawall.Client.Metrics;

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

    public override int ExecuteNonQuery() => Measured(command => command.ExecuteNonQuery());

    public override object? ExecuteScalar() => Measured(command => command.ExecuteScalar());

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => MeasuredAsync(command => command.ExecuteNonQueryAsync(cancellationToken));

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => MeasuredAsync(command => command.ExecuteScalarAsync(cancellationToken));

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Measured(command => command.ExecuteReader(behavior));

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await MeasuredAsync(command => command.ExecuteReaderAsync(behavior, cancellationToken));

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsRefusedWrite(PostgresException e) => e.SqlState == RehearsalWriteException.ReadOnlyState && _connection is { IsRehearsal: true };

    private NpgsqlCommand Tagged()
    {
        var source = _connection?.Source ?? throw new InvalidOperationException("The command has no connection.");
        inner.CommandText = source.Tag(_text);
        return inner;
    }

    private T Measured<T>(Func<NpgsqlCommand, T> run)
    {
        var command = Tagged();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = run(command);
            DependencyFigures.Queried(_connection!.Source.Application, started, null);
            return result;
        }
        catch (PostgresException e) when (IsRefusedWrite(e))
        {
            throw new RehearsalWriteException(e);
        }
        catch (Exception e)
        {
            DependencyFigures.Queried(_connection!.Source.Application, started, KindOf(e));
            throw;
        }
    }

    private async Task<T> MeasuredAsync<T>(Func<NpgsqlCommand, Task<T>> run)
    {
        var command = Tagged();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await run(command).ConfigureAwait(false);
            DependencyFigures.Queried(_connection!.Source.Application, started, null);
            return result;
        }
        catch (PostgresException e) when (IsRefusedWrite(e))
        {
            throw new RehearsalWriteException(e);
        }
        catch (Exception e)
        {
            DependencyFigures.Queried(_connection!.Source.Application, started, KindOf(e));
            throw;
        }
    }

    private static string KindOf(Exception e) => e switch
    {
        PostgresException refused => refused.SqlState,
        OperationCanceledException => "cancelled",
        { InnerException: TimeoutException } => "timeout",
        _ => "unavailable",
    };
}
