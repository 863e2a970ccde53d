using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Kernel.Curves;

/// <summary>
/// The file of a sale curve: <c>{"name", "about", "points": [{"at": "-10m", "times": 1.6}, …], "businesses": {"trade": […]}}</c>. <c>at</c> is a
/// duration with a sign, from zero hour.
/// </summary>
internal static class CurveFile
{
    private static readonly JsonSerializerOptions _written = new() { WriteIndented = true };

    public static SaleCurve Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("a sale curve is a JSON object with \"name\" and \"points\"");
        string name = root.TryGetProperty("name", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "curve";
        if (!root.TryGetProperty("points", out JsonElement points))
            throw new InvalidDataException("points: missing; it needs at least one {\"at\": \"-10m\", \"times\": 1.5}");
        CurvePoint[] all = Points(points, "points");
        Dictionary<string, IEnumerable<CurvePoint>> businesses = [];
        if (root.TryGetProperty("businesses", out JsonElement own) && own.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty business in own.EnumerateObject())
                businesses[business.Name] = Points(business.Value, $"businesses.{business.Name}");
        }
        return new SaleCurve(name, all, businesses);
    }

    public static string Write(SaleCurve curve)
    {
        var root = new JsonObject { ["name"] = curve.Name, ["points"] = Array(curve.Points) };
        if (curve.Businesses.Count > 0)
            root["businesses"] = new JsonObject(curve.Businesses.Select(b => KeyValuePair.Create(b.Key, (JsonNode?)Array(b.Value))));
        return root.ToJsonString(_written);
    }

    private static JsonArray Array(IEnumerable<CurvePoint> points) =>
        new([.. points.Select(p => new JsonObject { ["at"] = Text(p.At), ["times"] = Math.Round(p.Times, 6) })]);

    private static CurvePoint[] Points(JsonElement list, string path)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new InvalidDataException($"{path}: must be a list of at least one point");
        List<CurvePoint> points = [];
        foreach (JsonElement element in list.EnumerateArray())
        {
            string here = string.Create(CultureInfo.InvariantCulture, $"{path}[{points.Count}]");
            CurvePoint point = Point(element, here);
            if (points.Count > 0 && point.At < points[^1].At)
                throw new InvalidDataException($"{here}.at: {Text(point.At)} lies before the point above it; points stand in order of time");
            points.Add(point);
        }
        return [.. points];
    }

    private static CurvePoint Point(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("at", out JsonElement at) || at.ValueKind != JsonValueKind.String || !TryParse(at.GetString()!, out TimeSpan moment))
            throw new InvalidDataException($"{path}.at: must be a time from zero hour such as -10m, 0s or 2h");
        if (!element.TryGetProperty("times", out JsonElement times) || times.ValueKind != JsonValueKind.Number || times.GetDouble() is not (>= 0 and <= 10_000))
            throw new InvalidDataException($"{path}.times: must be a number from 0 to 10000");
        return new CurvePoint(moment, times.GetDouble());
    }

    private static bool TryParse(string text, out TimeSpan moment)
    {
        bool before = text.StartsWith('-');
        bool sound = DurationText.TryParse(text.TrimStart('-', '+'), out moment);
        moment = before ? -moment : moment;
        return sound;
    }

    private static string Text(TimeSpan at)
    {
        long ms = (long)Math.Round(at.TotalMilliseconds);
        string sign = ms < 0 ? "-" : "";
        ms = Math.Abs(ms);
        return ms % 3_600_000 == 0 && ms > 0 ? $"{sign}{ms / 3_600_000}h" : ms % 60_000 == 0 && ms > 0 ? $"{sign}{ms / 60_000}m" : ms % 1000 == 0 ? $"{sign}{ms / 1000}s" : $"{sign}{ms}ms";
    }
}
