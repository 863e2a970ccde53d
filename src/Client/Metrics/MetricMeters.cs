using System.Diagnostics.Metrics;

namespace Seawall.Client.Metrics;

/// <summary>Which instruments a process keeps, and which of their tags: those that say who asked for what, and none without a bound.</summary>
internal static class MetricMeters
{
    /// <summary>The meter of what was done for rehearsals; the only one that counts marked work.</summary>
    public const string Rehearsal = "Seawall.Rehearsal";

    private static readonly Dictionary<string, string[]?> Kept = new(StringComparer.Ordinal)
    {
        ["http.server.request.duration"] = ["http.route", "http.request.method", "http.response.status_code", RequestTags.Role],
        ["http.server.active_requests"] = [],
        ["kestrel.active_connections"] = [],
        ["kestrel.queued_connections"] = [],
        ["kestrel.rejected_connections"] = [],
        ["db.client.connection.count"] = ["db.client.connection.pool.name", "db.client.connection.state"],
        ["db.client.connection.max"] = ["db.client.connection.pool.name"],
        ["db.client.connection.npgsql.bytes_read"] = ["db.client.connection.pool.name"],
        ["db.client.connection.npgsql.bytes_written"] = ["db.client.connection.pool.name"],
        ["dotnet.gc.collections"] = ["gc.heap.generation"],
        ["dotnet.gc.heap.total_allocated"] = [],
        ["dotnet.gc.last_collection.heap.size"] = ["gc.heap.generation"],
        ["dotnet.gc.last_collection.memory.committed_size"] = [],
        ["dotnet.gc.pause.time"] = [],
        ["dotnet.thread_pool.thread.count"] = [],
        ["dotnet.thread_pool.work_item.count"] = [],
        ["dotnet.thread_pool.queue.length"] = [],
        ["dotnet.monitor.lock_contentions"] = [],
        ["dotnet.timer.count"] = [],
        ["dotnet.exceptions"] = ["error.type"],
    };

    /// <summary>Every meter that is listened to, besides our own.</summary>
    public static readonly IReadOnlyList<string> OfOthers = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    /// <summary>Whether the instrument is kept; all of our own are, with all of their tags.</summary>
    public static bool Keeps(Instrument instrument, out string[]? tags)
    {
        tags = null;
        return instrument.Meter.Name.StartsWith("Seawall.", StringComparison.Ordinal)
            || (OfOthers.Contains(instrument.Meter.Name) && Kept.TryGetValue(instrument.Name, out tags));
    }

    public static SeriesKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        // The runtime declares these as counters, though they also fall.
        if (instrument.Name is "dotnet.thread_pool.thread.count" or "dotnet.thread_pool.queue.length")
            return SeriesKind.Gauge;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? SeriesKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? SeriesKind.Counter
            : SeriesKind.Gauge;
    }
}
