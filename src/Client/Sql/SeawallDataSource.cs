using System.Data.Common;
using Npgsql;
using Seawall.Client.Bulkheads;
using Seawall.Client.Calls;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Sql;

/// <summary>A pool of connections to one schema whose every statement says in a comment which application, caller, role and route it is for.</summary>
/// <remarks>Marked calls have a small pool of their own whose every transaction is read-only: the server itself refuses what a rehearsal would write.</remarks>
public sealed class SeawallDataSource : DbDataSource
{
    /// <summary>What the server's views append to the application's name for marked calls.</summary>
    public const string RehearsalSuffix = "-rehearsal";

    private static readonly TimeSpan TurnAfter = TimeSpan.FromMilliseconds(300);

    private const int RehearsalShare = 4;
    private const int WaitingPerConnection = 64;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly CommentTagRegistry _tags;
    private readonly IDisposable _ways;
    private readonly ITimer _turn;
    private volatile Pools _pools;
    private readonly Bulkhead? _bulkhead;

    public SeawallDataSource(SeawallDataOptions options)
    {
        if (options.PoolSize is < 1 or > 1000)
            throw new ArgumentException($"{options.Application}.poolSize: must be 1..1000, was {options.PoolSize}", nameof(options));
        _settings = new NpgsqlConnectionStringBuilder
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
        _pools = NewPools();
        _turn = TimeProvider.System.CreateTimer(static source => ((SeawallDataSource)source!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ways = LinkTable.Subscribe(OnWayChanged);
        _tags = new CommentTagRegistry(options.Application);
        Application = options.Application;
    }

    internal SeawallDataSource(SeawallDataOptions options, LiveBulkheads bulkheads)
        : this(options) =>
        // Unless told otherwise callers wait as long as they would for the pool, but only so many of them.
        _bulkhead = bulkheads.Of($"database.{options.Application}", new BulkheadOptions
        {
            Concurrency = options.PoolSize,
            Queue = options.PoolSize * WaitingPerConnection,
            WaitMs = (int)options.ConnectTimeout.TotalMilliseconds,
        });

    public override string ConnectionString => _pools.Real.ConnectionString;

    /// <summary>Drops pooled connections, so that the next caller connects anew.</summary>
    public void Clear()
    {
        _pools.Clear();
    }

    /// <summary>Who the statements are sent for.</summary>
    internal string Application { get; }

    internal string Tag(string sql) => CallContext.Current.TagsFor(_tags).Append(sql);

    protected override DbConnection CreateDbConnection()
    {
        var isMarked = CallContext.Current.Mark is not null;
        // A rehearsal's pool is small enough to be its own bulkhead, and must not take places from real calls.
        Pools pools = _pools;
        return new SeawallConnection(this, (isMarked ? pools.Rehearsal : pools.Real).CreateConnection(), isMarked, isMarked ? null : _bulkhead);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _ways.Dispose();
        _turn.Dispose();
        _pools.Dispose();
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        _ways.Dispose();
        _turn.Dispose();
        await _pools.DisposeAsync();
    }

    // A gate on the way has to know of the change before it gets new connections.
    private void OnWayChanged(Link link)
    {
        if (link == Link.To(_settings.Host!, _settings.Port))
            _turn.Change(TurnAfter, Timeout.InfiniteTimeSpan);
    }

    // Connections in use go on to their return to the old pool, which closes them.
    private void Turn()
    {
        Pools old = _pools;
        _pools = NewPools();
        old.Clear();
    }

    private Pools NewPools()
    {
        var way = new NpgsqlConnectionStringBuilder(_settings.ConnectionString);
        if (LinkTable.ProxyPort(_settings.Host!, _settings.Port) is > 0 and var proxy)
            (way.Host, way.Port) = ("127.0.0.1", proxy);
        NpgsqlDataSource real = new NpgsqlDataSourceBuilder(way.ConnectionString).Build();
        way.ApplicationName += RehearsalSuffix;
        way.MaxPoolSize = Math.Max(1, way.MaxPoolSize / RehearsalShare);
        way.Options = "-c default_transaction_read_only=on";
        return new Pools(real, new NpgsqlDataSourceBuilder(way.ConnectionString).Build());
    }

    /// <summary>The pools of one way to the server.</summary>
    private sealed record Pools(NpgsqlDataSource Real, NpgsqlDataSource Rehearsal) : IDisposable, IAsyncDisposable
    {
        public void Clear()
        {
            Real.Clear();
            Rehearsal.Clear();
        }

        public void Dispose()
        {
            Real.Dispose();
            Rehearsal.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await Real.DisposeAsync();
            await Rehearsal.DisposeAsync();
        }
    }
}
