using System.Text.Json;

namespace Seawall.Kernel.Curves;

/// <summary>
/// The load of a sale day as data: how many times an ordinary busy second each moment brings, from the pre-heat over the wall at zero hour to the tail.
/// Moments are measured from zero hour; between two points the load changes evenly, two points at one moment are a wall, before the first and after the last it stays.
/// </summary>
public sealed class SaleCurve
{
    private readonly CurvePoint[] _all;
    private readonly Dictionary<string, CurvePoint[]> _businesses;

    /// <summary>A curve of points in order of time; businesses without points of their own follow <paramref name="points"/>.</summary>
    public SaleCurve(string name, IEnumerable<CurvePoint> points, IEnumerable<KeyValuePair<string, IEnumerable<CurvePoint>>>? businesses = null)
    {
        Name = name;
        _all = [.. points];
        _businesses = (businesses ?? []).ToDictionary(b => b.Key, b => b.Value.ToArray(), StringComparer.Ordinal);
    }

    public string Name { get; }

    public IReadOnlyList<CurvePoint> Points => _all;

    public IReadOnlyDictionary<string, CurvePoint[]> Businesses => _businesses;

    /// <summary>The first moment that any point names; negative is before zero hour.</summary>
    public TimeSpan Start => _businesses.Values.Append(_all).Min(points => points[0].At);

    public TimeSpan End => _businesses.Values.Append(_all).Max(points => points[^1].At);

    /// <summary>The greatest multiple of any business at any moment.</summary>
    public double Peak => _businesses.Values.Append(_all).Max(points => points.Max(p => p.Times));

    /// <summary>The multiple at a moment from zero hour. At a wall it is already the load behind it.</summary>
    public double TimesAt(TimeSpan fromZeroHour, string? business = null)
    {
        CurvePoint[] points = business is not null && _businesses.TryGetValue(business, out CurvePoint[]? own) ? own : _all;
        int after = 0;
        while (after < points.Length && points[after].At <= fromZeroHour)
            after++;
        if (after == 0)
            return points[0].Times;
        CurvePoint before = points[after - 1];
        if (after == points.Length)
            return before.Times;
        double share = (fromZeroHour - before.At) / (points[after].At - before.At);
        return before.Times + (share * (points[after].Times - before.Times));
    }

    /// <summary>The same day in a <paramref name="factor"/>th of the time, above 0; the load at each moment stays.</summary>
    public SaleCurve Compressed(double factor)
    {
        return new SaleCurve(Name, _all.Select(Sooner), _businesses.Select(b => KeyValuePair.Create(b.Key, b.Value.Select(Sooner))));

        CurvePoint Sooner(CurvePoint p) => p with { At = p.At / factor };
    }

    /// <summary>Reads a curve file; throws <see cref="InvalidDataException"/> that names the file, the point and what is wrong with it.</summary>
    public static SaleCurve Load(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return CurveFile.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>The file's content, as <see cref="Load"/> reads it.</summary>
    public string ToJson() => CurveFile.Write(this);
}

/// <summary>A multiple of an ordinary busy second, at a moment from zero hour.</summary>
public readonly record struct CurvePoint(TimeSpan At, double Times);
