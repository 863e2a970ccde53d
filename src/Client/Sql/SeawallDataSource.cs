using System.Data.Common;
using Npgsql;
using Seawall.Client.Calls;

namespace Seawall.Client.Sql;

/// <summary>A pool of connections to one schema whose every statement says in a comment which application, caller, role and route it is for.</summary>
public sealed class SeawallDataSource : DbDataSource
{
    private readonly NpgsqlDataSource _inner;
    private readonly CommentTagRegistry _tags;

    public SeawallDataSource(SeawallDataOptions options)
    {
        if (options.PoolSize is < 1 or > 1000)
            throw new ArgumentException($"{options.Application}.poolSize: must be 1..1000, was {options.PoolSize}", nameof(options));
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = options.Host,
            Port = options.Port,
            Database = options.Database,
            Username = options.Username,
            Password = options.Password,
            ApplicationName = options.Application,
            MaxPoolSize = options.PoolSize,
            MinPoolSize = 0,
            Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds),
            // No business changes session state, so resetting it on every return would be a statement for nothing.
            NoResetOnClose = true,
        };
        _inner = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        _tags = new CommentTagRegistry(options.Application);
        Application = options.Application;
    }

    public override string ConnectionString => _inner.ConnectionString;

    /// <summary>Drops pooled connections, so that the next caller connects anew.</summary>
    public void Clear() => _inner.Clear();

    /// <summary>Who the statements are sent for.</summary>
    internal string Application { get; }

    internal string Tag(string sql) => CallContext.Current.TagsFor(_tags).Append(sql);

    protected override DbConnection CreateDbConnection() => new SeawallConnection(this, _inner.CreateConnection());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
    }

    protected override ValueTask DisposeAsyncCore() => _inner.DisposeAsync();
}
