using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// What the site's databases and caches say of themselves, asked every five seconds, each in turn and for no longer than two seconds; one that does not
/// answer has no figures until it does.
/// </summary>
internal sealed class ServerFigures(SiteTopology topology, SiteInstances instances, TimeProvider time)
{
    private const string Statistics =
        "select sum(numbackends), sum(xact_commit), sum(xact_rollback), sum(blks_hit), sum(blks_read), sum(deadlocks), sum(temp_bytes), " +
        "sum(pg_database_size(datid)), current_setting('max_connections')::int from pg_stat_database where datid <> 0";

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private volatile Dictionary<string, IReadOnlyDictionary<string, double>> _last = [];

    /// <summary>The figures of every server that answered, by process: PostgreSQL's columns and Redis' <c>INFO</c> fields by their own names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Last => _last;

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_every, time);
        do
        {
            var all = new Dictionary<string, IReadOnlyDictionary<string, double>>();
            foreach (PostgresNode node in topology.Postgres.Where(node => !node.OnDemand))
            {
                await TryAsync(all, node.Name, limit => PostgresAsync(instances.Postgres(node.Name), limit), ct).ConfigureAwait(false);
            }
            foreach (RedisNode node in topology.Redis)
            {
                await TryAsync(all, node.Name, limit => RedisAsync(instances.Redis(node.Name).Options, limit), ct).ConfigureAwait(false);
            }
            _last = all;
        }
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false));
    }

    private static async Task TryAsync(
        Dictionary<string, IReadOnlyDictionary<string, double>> all, string name, Func<CancellationToken, Task<IReadOnlyDictionary<string, double>>> ask, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_patience);
        try
        {
            all[name] = await ask(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException or FormatException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // It is down or coming up; the watchdog's own probes tell which.
        }
    }

    private static async Task<IReadOnlyDictionary<string, double>> PostgresAsync(PostgresInstance instance, CancellationToken ct)
    {
        if (instance.Running is null)
        {
            throw new IOException($"{instance.Name} does not run");
        }
        await using var connection = new NpgsqlConnection(instance.AdminConnectionString + ";Pooling=false;Timeout=2;Command Timeout=2;Application Name=seawall-watchdog");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Statistics, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        string[] names = ["backends", "commits", "rollbacks", "blks_hit", "blks_read", "deadlocks", "temp_bytes", "db_size", "connection_max"];
        return names.Select((name, i) => (name, value: Convert.ToDouble(reader.GetValue(i), CultureInfo.InvariantCulture))).ToDictionary(pair => pair.name, pair => pair.value);
    }

    private static async Task<IReadOnlyDictionary<string, double>> RedisAsync(RedisOptions options, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", options.Port, ct).ConfigureAwait(false);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {options.Password}\r\nINFO\r\nQUIT\r\n"), ct).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return InfoOf(await reader.ReadToEndAsync(ct).ConfigureAwait(false));
    }

    /// <summary>The numbers of an answer to <c>INFO</c>, by their names.</summary>
    internal static Dictionary<string, double> InfoOf(string info)
    {
        var figures = new Dictionary<string, double>();
        foreach (string line in info.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && double.TryParse(line.AsSpan(colon + 1).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                figures[line[..colon]] = value;
            }
        }
        return figures;
    }
}
