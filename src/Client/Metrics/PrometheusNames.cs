using System.Text;

namespace Seawall.Client.Metrics;

/// <summary>OpenTelemetry's names as Prometheus has them: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.</summary>
internal static class PrometheusNames
{
    /// <summary><c>http.server.request.duration</c> in <c>s</c> becomes <c>http_server_request_duration_seconds</c>; counters end in <c>_total</c>, shares in <c>_ratio</c>.</summary>
    public static string Of(SeriesName name)
    {
        var text = new StringBuilder(name.Metric.Length + 16);
        Append(text, name.Metric);
        if (UnitOf(name) is { Length: > 0 } unit && !text.ToString().EndsWith(unit, StringComparison.Ordinal))
            text.Append('_').Append(unit);
        if (name.Kind == SeriesKind.Counter)
            text.Append("_total");
        return text.ToString();
    }

    public static string Label(string name)
    {
        var text = new StringBuilder(name.Length);
        Append(text, name);
        return text.ToString();
    }

    private static string UnitOf(SeriesName name) => name.Unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        "1" when name.Kind == SeriesKind.Gauge => "ratio",
        _ => "",
    };

    // What stands between letters and digits becomes one underscore; a name does not begin with a digit.
    private static void Append(StringBuilder text, string name)
    {
        foreach (var c in name)
        {
            var plain = char.IsAsciiLetterOrDigit(c) ? c : '_';
            if (text.Length == 0 && char.IsAsciiDigit(plain))
                text.Append('_');
            if (plain != '_' || text is not { Length: > 0 } || text[^1] != '_')
                text.Append(plain);
        }
    }
}
