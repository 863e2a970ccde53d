using System.Globalization;
using System.Text.Json;

namespace Seawall.Lab.Http.Recorded;

/// <summary>Requests in JSON: HAR 1.2 files of browsers and proxies, and lines of one object each.</summary>
internal static class JsonRecords
{
    private static readonly string[] _times = ["time", "timestamp", "ts", "@timestamp", "time_iso8601", "msec"];
    private static readonly string[] _methods = ["method", "request_method"];
    private static readonly string[] _paths = ["path", "uri", "request_uri", "url"];
    private static readonly string[] _kept = ["accept", "accept-language", "accept-encoding", "authorization", "content-type", "cookie", "user-agent", "x-requested-with"];

    /// <summary>The entries of a HAR file; null when the document is none. Entries that can't be read count as null.</summary>
    public static IEnumerable<RecordedRequest?>? Har(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("log", out JsonElement log) && log.ValueKind == JsonValueKind.Object
        && log.TryGetProperty("entries", out JsonElement entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Select(Entry)
            : null;

    /// <summary>One line's object: a time, a method and a path or URL under one of their usual names, and maybe headers and a body; null when something is missing.</summary>
    public static RecordedRequest? Line(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !Find(line, _times, out JsonElement time) || !Find(line, _paths, out JsonElement path) || TimeOf(time) is not { } micros)
        {
            return null;
        }

        string method = Find(line, _methods, out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "GET";
        string? body = line.TryGetProperty("body", out JsonElement content) && content.ValueKind != JsonValueKind.Null
            ? content.ValueKind == JsonValueKind.String ? content.GetString() : content.GetRawText()
            : null;
        List<KeyValuePair<string, string>> headers = line.TryGetProperty("headers", out JsonElement given) && given.ValueKind == JsonValueKind.Object
            ? [.. given.EnumerateObject().Where(header => header.Value.ValueKind == JsonValueKind.String && Keeps(header.Name)).Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
            : [];
        return path.ValueKind == JsonValueKind.String && AccessLog.IsMethod(method) ? Of(micros, method, path.GetString()!, headers, body) : null;
    }

    private static RecordedRequest? Entry(JsonElement entry)
    {
        if (!entry.TryGetProperty("startedDateTime", out JsonElement started) || TimeOf(started) is not { } micros
            || !entry.TryGetProperty("request", out JsonElement request) || request.ValueKind != JsonValueKind.Object
            || !request.TryGetProperty("method", out JsonElement method) || !request.TryGetProperty("url", out JsonElement url)
            || method.ValueKind != JsonValueKind.String || url.ValueKind != JsonValueKind.String || !AccessLog.IsMethod(method.GetString()!))
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        if (request.TryGetProperty("headers", out JsonElement given) && given.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement header in given.EnumerateArray())
            {
                if (header.TryGetProperty("name", out JsonElement name) && header.TryGetProperty("value", out JsonElement value)
                    && name.ValueKind == JsonValueKind.String && value.ValueKind == JsonValueKind.String && Keeps(name.GetString()!))
                {
                    headers.Add(new(name.GetString()!, value.GetString()!));
                }
            }
        }

        string? body = request.TryGetProperty("postData", out JsonElement post) && post.ValueKind == JsonValueKind.Object && post.TryGetProperty("text", out JsonElement text) ? text.GetString() : null;
        return Of(micros, method.GetString()!, url.GetString()!, headers, body);
    }

    private static RecordedRequest? Of(long micros, string method, string address, List<KeyValuePair<string, string>> headers, string? body)
    {
        bool absolute = address.Contains("://", StringComparison.Ordinal);
        if (absolute ? !Uri.TryCreate(address, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") : (url = null) is null && !address.StartsWith('/'))
        {
            return null;
        }

        return new RecordedRequest(micros, Exact: true, method, url?.PathAndQuery ?? address)
        {
            Origin = url?.GetLeftPart(UriPartial.Authority),
            Headers = [.. headers.Where(header => !header.Value.AsSpan().ContainsAny('\r', '\n'))],
            Body = body,
        };
    }

    // The others belong to the connection or to the recorder.
    private static bool Keeps(string header) => _kept.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static bool Find(JsonElement line, string[] names, out JsonElement value)
    {
        foreach (string name in names)
        {
            if (line.TryGetProperty(name, out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private static long? TimeOf(JsonElement time)
    {
        if (time.ValueKind == JsonValueKind.Number && time.TryGetDouble(out double number))
        {
            return Epoch(number);
        }

        string? text = time.ValueKind == JsonValueKind.String ? time.GetString() : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : double.TryParse(text, CultureInfo.InvariantCulture, out number) ? Epoch(number) : null;
    }

    // Seconds, milliseconds or microseconds since 1970, told apart by their size.
    private static long Epoch(double number) => (long)(number < 1e11 ? number * 1e6 : number < 1e14 ? number * 1e3 : number);
}
