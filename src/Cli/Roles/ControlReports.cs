using System.Text.Json;
using Seawall.Control.Margin;
using Seawall.Lab.Capacity;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The reports kept in the home, read again only when their file has changed.</summary>
internal sealed class ControlReports(SeawallHome home) : ILabReports
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, (DateTime At, long Length, object? Report, string? Fault)> _read = [];

    private string ReadinessPage => Path.Combine(home.Root, "ready", "readiness.html");

    public LabReports Read()
    {
        var damaged = new List<DamagedReport>();
        var capacities = new List<CapacityFigures>();
        foreach (string file in Files("capacity*.json"))
        {
            if (Report(file, Capacity, damaged) is { } capacity)
            {
                capacities.Add(capacity);
            }
        }
        string forecast = Path.Combine(home.LabReports, "forecast.json");
        return new LabReports
        {
            Capacities = capacities,
            Margin = File.Exists(forecast) ? Report(forecast, ControlMargin.Of, damaged) : null,
            Damaged = damaged,
            Pages = [.. Files("*.html").Append(ReadinessPage).Where(File.Exists)
                .Select(file => new ReportFile(Path.GetFileNameWithoutExtension(file), File.GetLastWriteTimeUtc(file))).OrderByDescending(page => page.At)],
        };
    }

    public string? Page(string name)
    {
        string file = name == "readiness" ? ReadinessPage : Path.Combine(home.LabReports, name + ".html");
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string[] Files(string pattern) =>
        Directory.Exists(home.LabReports) ? [.. Directory.EnumerateFiles(home.LabReports, pattern).Order(StringComparer.Ordinal)] : [];

    // A report is written whole, so one that can't be read will not mend itself.
    private T? Report<T>(string file, Func<byte[], string, T> read, List<DamagedReport> damaged)
        where T : class
    {
        var info = new FileInfo(file);
        lock (_turn)
        {
            if (!_read.TryGetValue(file, out var known) || (known.At, known.Length) != (info.LastWriteTimeUtc, info.Length))
            {
                known = (info.LastWriteTimeUtc, info.Length, null, null);
                try
                {
                    known.Report = read(File.ReadAllBytes(file), Path.GetFileNameWithoutExtension(file));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or InvalidOperationException)
                {
                    known.Fault = e.Message;
                }
                _read[file] = known;
            }
            if (known.Fault is { } fault)
            {
                damaged.Add(new DamagedReport(Path.GetFileName(file), fault));
            }
            return known.Report as T;
        }
    }

    private static CapacityFigures Capacity(byte[] json, string name)
    {
        CapacityReport report = JsonSerializer.Deserialize<CapacityReport>(json, ReportOutput.Json) ?? throw new JsonException("the file holds null");
        return new CapacityFigures
        {
            Report = name,
            At = report.At,
            Database = report.Database,
            Target = report.Target,
            Interrupted = report.Interrupted,
            KneePerSecond = report.Knee.PerSecond,
            KneeConcurrency = report.Knee.Concurrency,
            KneeReason = report.Knee.Reason,
            Multiple = report.Multiple,
            Limit = report.Limit.Resource,
            LimitEvidence = report.Limit.Evidence,
            LimitFingerprint = report.Limit.Fingerprint,
            LimitSql = report.Limit.Sql,
            Steps = [.. report.Steps.Select(step => new CapacityPoint(step.Concurrency, step.OfferedPerSecond, step.PerSecond, step.P50Micros, step.P99Micros, step.Valid, step.Why))],
            Curve = [.. (report.Usl?.Curve ?? []).Select(point => new CapacityCurvePoint(point.Concurrency, point.PerSecond))],
            Notes = report.Notes,
        };
    }
}
