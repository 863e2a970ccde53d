using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Metrics;
using Seawall.Control.Metrics.Businesses;
using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Metrics.Servers;
using Seawall.Control.Operators;
using Seawall.Control.SignIn;

namespace Seawall.Control.Metrics;

/// <summary><c>/api/metrics</c>: every series, the interfaces of a business, the processes; and <c>/metrics/targets</c> for a Prometheus of this machine.</summary>
internal static class MetricsApi
{
    /// <summary>A series and its last value: a rate a second, a level, or a quantile in its metric's unit; null when it is silent.</summary>
    internal sealed record SeriesView(string Metric, string Kind, IReadOnlyDictionary<string, string> Labels, double? Last);

    /// <summary>What the store holds, and what it had no room for.</summary>
    internal sealed record StoreView(int Columns, long Bytes, long Dropped, IReadOnlyList<SeriesView> Series);

    /// <summary>Targets that Prometheus' <c>http_sd_config</c> reads.</summary>
    internal sealed record TargetView(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/metrics").RequirePerson(OperatorLevel.Viewer);
        api.MapGet("", (string? metric, string? process, MetricStore store) => Store(store, metric, process));
        api.MapGet("/businesses/{name}", (string name, BusinessFigures figures, IMetricSource source) => figures.Find(name) is { } place
            ? Results.Json(new { place.Business, place.Process, place.Database, place.Cache, IsUp = figures.IsUp(place), Interfaces = figures.Lines(place), Support = BusinessSupport.Of(place, source) })
            : Results.Problem($"This site has no business '{name}'; it has {string.Join(", ", figures.All.Select(one => one.Business))}.", statusCode: StatusCodes.Status404NotFound));
        api.MapGet("/servers", (ServerFigures figures) => new { Host = figures.Host(), Processes = figures.Processes() });
        app.MapGet("/metrics/targets", (HttpContext http, MetricsAccess access, IMetricTargets targets) =>
            access.Allows(http) ? Results.Json(targets.All.Select(Target)) : Results.NotFound()).WithMetadata(Open.ToAll);
    }

    private static TargetView Target(MetricTarget target) =>
        new([target.Address.Authority], new Dictionary<string, string> { ["process"] = target.Process, ["role"] = target.Role });

    private static StoreView Store(MetricStore store, string? metric, string? process)
    {
        lock (store.Turn)
        {
            var found = store.All
                .Where(column => (metric is null || LabelSelector.MatchesValue(metric, column.Name.Metric)) && (process is null || column.Name.Label("process") == process))
                .OrderBy(column => column.Name.Metric, StringComparer.Ordinal).ThenBy(column => column.Number)
                .Select(column => new SeriesView(column.Name.Metric, column.Name.Kind.ToString().ToLowerInvariant(), column.Name.ToLabels(), LastOf(column, store.Now)));
            return new StoreView(store.Count, store.Bytes, store.Dropped, [.. found]);
        }
    }

    private static double? LastOf(Column column, long now)
    {
        for (var second = now; second > now - 10; second--)
        {
            if (column.Seconds.Read(second) is var value && !float.IsNaN(value))
                return Math.Round(value, 6);
        }
        return null;
    }
}
