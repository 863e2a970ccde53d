using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Http.Recorded;

/// <summary>Requests that somebody recorded: HAR files, access logs in the common or combined form, JSON lines; also gzipped. Each file's form is told by its content.</summary>
public static partial class RecordedSource
{
    private const int MostInterfaces = 200;

    /// <summary>
    /// All requests of the files in order of their time, for <paramref name="target"/>, which may be null when the records say where they went.
    /// Throws <see cref="InvalidDataException"/> when there is nothing to send.
    /// </summary>
    public static RequestSource Load(IReadOnlyList<string> files, Uri? target, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        int unread = 0;
        var all = new List<RecordedRequest>();
        foreach (string file in files)
        {
            foreach (RecordedRequest? request in Read(file))
            {
                if (request is null)
                {
                    unread++;
                }
                else
                {
                    all.Add(request);
                }
            }
        }

        // What was sent in a request's body is in no access log; a POST without it would be another request.
        int bodiless = all.RemoveAll(request => request.Body is null && request.Method is not ("GET" or "HEAD" or "OPTIONS" or "DELETE"));
        if (all.Count == 0)
        {
            throw new InvalidDataException($"{string.Join(", ", files)}: no request was found in {unread + bodiless} records");
        }

        List<RecordedRequest> ordered = [.. all.OrderBy(request => request.Micros)];
        List<string> notes = [];
        if (unread > 0)
        {
            notes.Add($"{unread} records could not be read as requests and were left out.");
        }

        if (bodiless > 0)
        {
            notes.Add($"{bodiless} requests were left out because the record does not hold their bodies.");
        }

        if (ordered.Any(request => !request.Exact))
        {
            notes.Add("Requests of one second are sent evenly within it, since the log knows no finer time.");
        }

        return new RequestSource(files.Count == 1 ? Path.GetFileName(files[0]) : $"{files.Count} files", Render(ordered, target, headers)) { Times = TimesOf(ordered), Notes = notes };
    }

    /// <summary>Microseconds from the first; requests known to the second only are spread within theirs.</summary>
    internal static IReadOnlyList<long> TimesOf(IReadOnlyList<RecordedRequest> ordered)
    {
        long[] times = new long[ordered.Count];
        for (int i = 0; i < ordered.Count;)
        {
            int end = i + 1;
            while (end < ordered.Count && ordered[end].Micros == ordered[i].Micros)
            {
                end++;
            }

            for (int at = i; at < end; at++)
            {
                times[at] = ordered[at].Micros - ordered[0].Micros + (ordered[at].Exact ? 0 : 1_000_000L * (at - i) / (end - i));
            }

            i = end;
        }

        Array.Sort(times);
        return times;
    }

    /// <summary>The path with <c>{id}</c> for numbers and keys, without its query.</summary>
    internal static string PatternOf(string path) => Key().Replace(path.Split('?')[0], "/{id}");

    private static IEnumerable<RecordedRequest?> Read(string file)
    {
        using Stream raw = File.OpenRead(file);
        using Stream stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string? line = reader.ReadLine();
        while (line is not null && line.Trim().Length == 0)
        {
            line = reader.ReadLine();
        }

        if (line is null)
        {
            yield break;
        }

        bool json = line.TrimStart().StartsWith('{');
        if (json && (TryParse(line) is not { } first || first.TryGetProperty("log", out _)))
        {
            JsonElement document = TryParse(line + "\n" + reader.ReadToEnd()) ?? throw new InvalidDataException($"{file}: is neither HAR nor lines of JSON");
            foreach (RecordedRequest? entry in JsonRecords.Har(document) ?? throw new InvalidDataException($"{file}: is JSON but no HAR file: log.entries is missing"))
            {
                yield return entry;
            }

            yield break;
        }

        for (; line is not null; line = reader.ReadLine())
        {
            if (line.Length > 0)
            {
                yield return json ? TryParse(line) is { } record ? JsonRecords.Line(record) : null : AccessLog.Parse(line);
            }
        }
    }

    private static RequestSet Render(List<RecordedRequest> ordered, Uri? target, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var builder = new RequestSetBuilder();
        var interfaces = new Dictionary<(string Method, string Pattern, string Origin), int>();
        foreach (RecordedRequest request in ordered)
        {
            Uri origin = target ?? (request.Origin is { } own ? new Uri(own) : throw new InvalidDataException("the records do not say where the requests went; name it with --target http://127.0.0.1:8080"));
            string pattern = interfaces.Count < MostInterfaces ? PatternOf(request.Path) : "/…";
            (string, string, string) key = (request.Method, pattern, origin.Authority);
            if (!interfaces.TryGetValue(key, out int index))
            {
                interfaces[key] = index = builder.AddInterface(new InterfacePlan($"{request.Method} {pattern}", request.Method, pattern, builder.AddTarget(RequestSource.Resolve(origin)), 1));
            }

            builder.Add(index, Safe(request.Path), request.Headers.Concat(headers), Encoding.UTF8.GetBytes(request.Body ?? ""));
        }

        return builder.Build(sequential: true, seed: 1);
    }

    // A log may hold anything; on the wire a space would end the path.
    private static string Safe(string path) => path.Any(c => c <= ' ' || c >= 0x7F)
        ? string.Concat(path.EnumerateRunes().Select(rune => rune.Value <= ' ' || rune.Value >= 0x7F ? Uri.EscapeDataString(rune.ToString()) : rune.ToString()))
        : path;

    private static JsonElement? TryParse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"/(?:[0-9]+|[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?=/|$)")]
    private static partial Regex Key();
}
