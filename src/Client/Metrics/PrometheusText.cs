using System.Buffers;
using System.Globalization;
using System.Text;

namespace Seawall.Client.Metrics;

/// <summary>
/// The series of a registry in Prometheus' text format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/: every family once, with HELP and
/// TYPE; histograms with the bounds that OpenTelemetry advises, cumulative.
/// </summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Shown = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    public static void Write(MetricRegistry registry, IBufferWriter<byte> output) => registry.Read(output, (to, all, turn) =>
    {
        var text = new StringBuilder(4096);
        foreach (var family in all.ToArray().Where(series => series.IsCurrent(turn)).GroupBy(series => PrometheusNames.Of(series.Name)))
        {
            var first = family.First();
            text.Append("# HELP ").Append(family.Key).Append(' ').Append(first.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            text.Append("\n# TYPE ").Append(family.Key).Append(' ').Append(TypeOf(first.Name.Kind)).Append('\n');
            // Two metrics may share a name once dots are gone; a family has one kind.
            foreach (var series in family.Where(one => one.Name.Kind == first.Name.Kind))
                Append(text, family.Key, series);
            Flush(text, to);
        }
        return true;
    });

    private static void Flush(StringBuilder text, IBufferWriter<byte> output)
    {
        foreach (var chunk in text.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
        text.Clear();
    }

    private static string TypeOf(SeriesKind kind) => kind switch { SeriesKind.Counter => "counter", SeriesKind.Gauge => "gauge", _ => "histogram" };

    private static void Append(StringBuilder text, string family, Series series)
    {
        if (series.Name.Kind != SeriesKind.Histogram)
        {
            Line(text, family, "", series.Name.Labels, null, series.Value);
            return;
        }
        var bounds = Buckets.Of(series.Name.Unit);
        var filled = series.Filled;
        var fine = series.Name.Unit == "s";
        long count = 0;
        for (var i = 0; i < bounds.Count; i++)
        {
            count += filled[i];
            if (!fine || Shown.Contains(bounds[i]))
                Line(text, family, "_bucket", series.Name.Labels, Number(bounds[i]), count);
        }
        count += filled[^1];
        Line(text, family, "_bucket", series.Name.Labels, "+Inf", count);
        Line(text, family, "_sum", series.Name.Labels, null, series.Value);
        Line(text, family, "_count", series.Name.Labels, null, count);
    }

    private static void Line(StringBuilder text, string family, string suffix, IReadOnlyList<KeyValuePair<string, string>> labels, string? upTo, double value)
    {
        text.Append(family).Append(suffix);
        if (labels.Count > 0 || upTo is not null)
        {
            text.Append('{');
            foreach (var (name, own) in labels)
                Label(text, PrometheusNames.Label(name), own);
            if (upTo is not null)
                Label(text, "le", upTo);
            text.Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void Label(StringBuilder text, string name, string value)
    {
        if (text[^1] != '{')
            text.Append(',');
        text.Append(name).Append("=\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
