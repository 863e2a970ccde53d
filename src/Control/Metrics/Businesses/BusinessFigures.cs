using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Metrics.Scraping;

namespace Seawall.Control.Metrics.Businesses;

/// <summary>The interfaces of a business: those of its process, or among several businesses in one process those whose route begins with its name.</summary>
internal sealed class BusinessFigures(MetricStore store, IMetricSource source, IMetricTargets targets)
{
    public const string Requests = "http.server.request.duration";

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    public IReadOnlyList<BusinessPlace> All => targets.Businesses;

    public BusinessPlace? Find(string business) => targets.Businesses.FirstOrDefault(place => place.Business == business);

    /// <summary>Whether the business's process answers; null when it has none, or nothing is known yet.</summary>
    public bool? IsUp(BusinessPlace place) =>
        place.Process is not null && source.TryLast(MetricScraper.Up, Process(place.Process), out var up) ? up > 0 : null;

    /// <summary>All interfaces that were ever called, for every role that called them.</summary>
    public IReadOnlyList<InterfaceLine> Lines(BusinessPlace place) => [.. KeysOf(place).Select(key => Line(place, key))];

    /// <summary>The same, all interfaces and roles together.</summary>
    public InterfaceLine Sum(BusinessPlace place) => Line(place, null);

    /// <summary>The second of a moment and those before it, oldest first, of every interface.</summary>
    public IReadOnlyDictionary<string, InterfaceSecond[]> Seconds(BusinessPlace place, long from, int count)
    {
        lock (store.Turn)
        {
            var all = new SortedDictionary<string, InterfaceSecond[]>(StringComparer.Ordinal);
            foreach (var column in Columns(place, Requests))
            {
                var seconds = Of(all, column, count);
                var failed = column.Name.Label("http.response.status_code") is ['5', ..];
                for (var i = 0; i < count; i++)
                {
                    var value = column.Seconds.Read(from + i);
                    if (!float.IsNaN(value))
                        seconds[i] = seconds[i] with { Calls = (seconds[i].Calls ?? 0) + value, Errors = (seconds[i].Errors ?? 0) + (failed ? value : 0) };
                }
            }
            foreach (var column in Columns(place, Requests + ".p50"))
                Put(Of(all, column, count), column, (second, value) => second with { P50 = value });
            foreach (var column in Columns(place, Requests + ".p99"))
                Put(Of(all, column, count), column, (second, value) => second with { P99 = value });
            return all;

            void Put(InterfaceSecond[] seconds, Column column, Func<InterfaceSecond, double, InterfaceSecond> with)
            {
                for (var i = 0; i < count; i++)
                {
                    if (column.Seconds.Read(from + i) is >= 0 and var value)
                        seconds[i] = with(seconds[i], value);
                }
            }
        }
    }

    private static InterfaceSecond[] Of(SortedDictionary<string, InterfaceSecond[]> all, Column column, int count)
    {
        var key = KeyOf(column).Text;
        if (!all.TryGetValue(key, out var seconds))
            all.Add(key, seconds = new InterfaceSecond[count]);
        return seconds;
    }

    private InterfaceLine Line(BusinessPlace place, InterfaceKey? key)
    {
        var labels = Process(place.Process ?? "");
        if (key is not null)
            (labels["http.request.method"], labels["http.route"], labels["seawall.role"]) = (key.Method, key.Route, key.Role);
        else if (place.Shares)
            labels["http.route"] = $"/{place.Business}*";
        _ = source.TryRate(Requests, labels, Now, out var calls);
        double? p50 = source.TryLast(Requests + ".p50", labels, out var median) ? median : null, p99 = source.TryLast(Requests + ".p99", labels, out var high) ? high : null;
        labels["http.response.status_code"] = "5xx";
        _ = source.TryRate(Requests, labels, Now, out var errors);
        return new InterfaceLine(key ?? new InterfaceKey("", "", ""), calls, errors, p50, p99);
    }

    private IEnumerable<InterfaceKey> KeysOf(BusinessPlace place)
    {
        lock (store.Turn)
            return [.. Columns(place, Requests).Select(KeyOf).Distinct().OrderBy(key => key.Route, StringComparer.Ordinal).ThenBy(key => key.Method, StringComparer.Ordinal).ThenBy(key => key.Role, StringComparer.Ordinal)];
    }

    private IEnumerable<Column> Columns(BusinessPlace place, string metric) => store.Of(metric).Where(column =>
        column.Name.Label("process") == place.Process
        && (!place.Shares || column.Name.Label("http.route")?.StartsWith("/" + place.Business, StringComparison.Ordinal) == true));

    private static InterfaceKey KeyOf(Column column) =>
        new(column.Name.Label("http.request.method") ?? "", column.Name.Label("http.route") ?? "", column.Name.Label("seawall.role") ?? "");

    private static Dictionary<string, string> Process(string process) => new() { ["process"] = process };
}
