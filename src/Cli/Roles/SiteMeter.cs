using System.Diagnostics.Metrics;
using Seawall.Client.Metrics.Machine;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>
/// The meter <c>Seawall.Site</c> of the watchdog: of every process whether it is up and how often it was restarted; of databases and caches, which have no
/// figures of their own, what the system and they themselves say. Each is told apart by the label <c>process</c>.
/// </summary>
internal sealed class SiteMeter : IDisposable
{
    // What is open is counted at every fifth look.
    private const int FilesEvery = 5;
    private const string CommandsDone = "total_commands_processed";

    private readonly Meter _meter = new("Seawall.Site");
    private readonly SeawallHome _home;
    private readonly ServerFigures _servers;
    private readonly HashSet<string> _foreign;
    private Dictionary<string, ProcessFigures> _figures = [];
    private SiteState _state = new();
    private int _looks;

    public SiteMeter(SiteTopology topology, SeawallHome home, ServerFigures servers)
    {
        (_home, _servers) = (home, servers);
        _foreign = [.. topology.Postgres.Select(node => node.Name), .. topology.Redis.Select(node => node.Name)];
        // The first instrument that is asked looks at the processes for all others.
        _meter.CreateObservableUpDownCounter("seawall.process.up", Up, "{process}", "1 for a process that serves, 0 for one that does not.");
        _meter.CreateObservableCounter("seawall.process.restarts", () => Of(record => (long)record.Restarts), "{restart}", "How often the watchdog has restarted a process.");
        _meter.CreateObservableCounter("process.cpu.time", () => Figures(f => f.UserSeconds, "cpu.mode", "user").Concat(Figures(f => f.SystemSeconds, "cpu.mode", "system")), "s", "Processor time of a process.");
        _meter.CreateObservableUpDownCounter("process.memory.usage", () => Figures(f => f.ResidentBytes), "By", "Memory of a process in use: its resident set.");
        _meter.CreateObservableUpDownCounter("process.thread.count", () => Figures(f => f.Threads), "{thread}", "Threads of a process.");
        _meter.CreateObservableUpDownCounter("process.unix.file_descriptor.count", () => Figures(f => f.Files), "{file_descriptor}", "Files and sockets that a process has open.");
        _meter.CreateObservableUpDownCounter("process.unix.file_descriptor.limit", () => Figures(f => f.FilesLimit), "{file_descriptor}", "The most files and sockets that a process may have open.");
        _meter.CreateObservableCounter("process.disk.io", () => Figures(f => f.DiskReadBytes, "disk.io.direction", "read").Concat(Figures(f => f.DiskWrittenBytes, "disk.io.direction", "write")), "By", "Bytes of a process that went to or came from a disk.");
        _meter.CreateObservableCounter("process.network.io", () => Told("total_net_input_bytes", "network.io.direction", "receive").Concat(Told("total_net_output_bytes", "network.io.direction", "transmit")), "By", "Bytes of a process that went through its sockets.");
        _meter.CreateObservableGauge("process.start.time", () => Figures(f => f.StartedUnix), "s", "When a process was started, in Unix seconds.");
        AddServers();
    }

    public void Dispose() => _meter.Dispose();

    private void AddServers()
    {
        Level("postgresql.backends", "backends", "{connection}", "Connections of a database server.");
        Level("postgresql.connection.max", "connection_max", "{connection}", "The most connections of a database server.");
        Level("postgresql.db_size", "db_size", "By", "Size of a server's databases.");
        Rising("postgresql.commits", "commits", "{commit}", "Transactions committed.");
        Rising("postgresql.rollbacks", "rollbacks", "{rollback}", "Transactions rolled back.");
        Rising("postgresql.blks_hit", "blks_hit", "{block}", "Blocks found in the buffer pool.");
        Rising("postgresql.blks_read", "blks_read", "{block}", "Blocks read from disk or the system's cache.");
        Rising("postgresql.deadlocks", "deadlocks", "{deadlock}", "Deadlocks.");
        Rising("postgresql.temp.io", "temp_bytes", "By", "Bytes of sorts and hashes that did not fit into memory.");
        Level("redis.clients.connected", "connected_clients", "{client}", "Connections of a cache.");
        Level("redis.memory.used", "used_memory", "By", "Memory of a cache in use.");
        Level("redis.maxmemory", "maxmemory", "By", "The most memory of a cache.");
        Rising("redis.commands.processed", CommandsDone, "{command}", "Commands done.");
        Rising("redis.keyspace.hits", "keyspace_hits", "{hit}", "Reads that found their key.");
        Rising("redis.keyspace.misses", "keyspace_misses", "{miss}", "Reads that did not find their key.");
        Rising("redis.keys.evicted", "evicted_keys", "{key}", "Keys dropped for want of memory.");
        Rising("redis.keys.expired", "expired_keys", "{key}", "Keys that came to their end.");

        void Level(string name, string figure, string unit, string help) => _meter.CreateObservableUpDownCounter(name, () => Told(figure), unit, help);
        void Rising(string name, string figure, string unit, string help) => _meter.CreateObservableCounter(name, () => Told(figure), unit, help);
    }

    private IEnumerable<Measurement<long>> Up()
    {
        SiteState state = _state = StateFile.Read(_home);
        bool counts = _looks++ % FilesEvery == 0;
        _figures = state.Services.Where(record => _foreign.Contains(record.Name) && record.Process is not null)
            .Select(record => (record.Name, Figures: FamilyOf(record, counts)))
            .Where(found => found.Figures is not null).ToDictionary(found => found.Name, found => found.Figures!);
        return [.. Of(record => record.Condition == Condition.Healthy && record.Process is { } process && process.IsAlive() ? 1L : 0), new Measurement<long>(1, Tag(SiteTopology.WatchdogName))];
    }

    private ProcessFigures? FamilyOf(ServiceRecord record, bool counts)
    {
        ProcessFigures? now = ProcessFigures.OfFamily(record.Process!.Value.Pid, counts);
        return counts || now is null || !_figures.TryGetValue(record.Name, out ProcessFigures? last) ? now : now with { Files = last.Files, FilesLimit = last.FilesLimit };
    }

    private IEnumerable<Measurement<long>> Of(Func<ServiceRecord, long> figure) =>
        _state.Services.Select(record => new Measurement<long>(figure(record), Tag(record.Name)));

    private IEnumerable<Measurement<double>> Figures(Func<ProcessFigures, double?> figure, string? label = null, string? value = null) =>
        _figures.Where(pair => figure(pair.Value) is not null).Select(pair => Measured(figure(pair.Value)!.Value, pair.Key, label, value));

    private IEnumerable<Measurement<double>> Told(string figure, string? label = null, string? value = null) =>
        _servers.Last.Where(pair => pair.Value.ContainsKey(figure)).Select(pair => Measured(pair.Value[figure], pair.Key, label, value));

    private static Measurement<double> Measured(double figure, string process, string? label, string? value) =>
        label is null ? new Measurement<double>(figure, Tag(process)) : new Measurement<double>(figure, Tag(process), new(label, value));

    private static KeyValuePair<string, object?> Tag(string process) => new("process", process);
}
