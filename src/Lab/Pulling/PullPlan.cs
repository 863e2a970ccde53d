using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Pulling;

/// <summary>What is pulled each night, from where, how long it is kept, and how it is replayed; the file is <c>deploy/pull.json</c>.</summary>
public sealed record PullPlan
{
    /// <summary>When the night's work begins, on the clock of <see cref="Offset"/>.</summary>
    public TimeOnly At { get; init; } = new(1, 30);

    /// <summary>The site's offset from UTC; its days begin at midnight there.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>Days whose statements are kept, 1..400.</summary>
    public int KeepDays { get; init; } = 14;

    public IReadOnlyList<PullSource> Sources { get; init; } = [];

    /// <summary>Columns whose values never leave the pull, whatever their table; passwords of commands never do.</summary>
    public IReadOnlyList<string> RedactedColumns { get; init; } = [];

    public NightlyReplay Replay { get; init; } = new();

    /// <summary>Reads a plan; throws <see cref="InvalidDataException"/> that names every fault with its path.</summary>
    public static PullPlan Load(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var reader = new PullPlanReader(document.RootElement);
            PullPlan plan = reader.Read();
            return reader.Faults.Count == 0 ? plan : throw new InvalidDataException($"{file} can't be used:\n  {string.Join("\n  ", reader.Faults)}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not JSON: {e.Message}", e);
        }
    }
}

/// <summary>One place that logs come from; exactly one of the three is set.</summary>
public sealed record PullSource(string Name)
{
    /// <summary>Admin addresses of gates; empty for the gates of the site itself.</summary>
    public IReadOnlyList<Uri>? Gates { get; init; }

    /// <summary>A folder of log files.</summary>
    public string? Directory { get; init; }

    /// <summary>Which files of the folder.</summary>
    public string Files { get; init; } = "*";

    /// <summary>A program and its arguments that print a log; <c>{date}</c> stands for the day.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The <c>log_line_prefix</c> of stderr logs; unset, it is found.</summary>
    public string? Prefix { get; init; }
}

/// <summary>The replay of the night.</summary>
public sealed record NightlyReplay
{
    /// <summary>The database that is replayed; it is also the instance that the test site is made from.</summary>
    public string Database { get; init; } = "main";

    public int Lanes { get; init; } = 128;

    /// <summary>How long the lanes run, over and over; null, the day once.</summary>
    public TimeSpan? Duration { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Reads the plan's file and gathers what is wrong with it.</summary>
internal sealed class PullPlanReader(JsonElement root)
{
    private static readonly string[] _known = ["at", "zone", "keepDays", "sources", "redact", "replay"];

    public List<string> Faults { get; } = [];

    public PullPlan Read()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Faults.Add("must be an object");
            return new PullPlan();
        }
        foreach (JsonProperty property in root.EnumerateObject().Where(p => !_known.Contains(p.Name)))
            Faults.Add($"{property.Name}: is not known here; known are {string.Join(", ", _known)}");
        var plan = new PullPlan
        {
            At = Parsed("at", new TimeOnly(1, 30), "a time of day such as 01:30", text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly at) ? at : null),
            Offset = Parsed("zone", TimeSpan.Zero, "an offset from UTC such as +08:00", Zone),
            KeepDays = Number(root, "keepDays", "keepDays", 1, 400, 14),
            Sources = Sources(),
            RedactedColumns = Get(root, "redact") is { } redact && Get(redact, "columns") is { } columns ? Words(columns, "redact.columns") : [],
            Replay = Get(root, "replay") is { } replay ? Replay(replay) : new NightlyReplay(),
        };
        return plan;
    }

    private List<PullSource> Sources()
    {
        List<PullSource> sources = [];
        if (Get(root, "sources") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            Faults.Add("sources: at least one is needed, such as {\"name\": \"gates\", \"gates\": []}");
            return sources;
        }
        foreach (JsonElement element in list.EnumerateArray())
            sources.Add(Source(element, string.Create(CultureInfo.InvariantCulture, $"sources[{sources.Count}]")));
        foreach (IGrouping<string, PullSource> same in sources.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            Faults.Add($"sources: '{same.Key}' is there {same.Count()} times; each needs a name of its own");
        return sources;
    }

    private PullSource Source(JsonElement element, string path)
    {
        string name = Text(element, "name") ?? "";
        if (name.Length == 0)
            Faults.Add($"{path}.name: is missing");
        int ways = new[] { "gates", "directory", "command" }.Count(way => Get(element, way) is not null);
        if (ways != 1)
            Faults.Add($"{path}: needs exactly one of gates, directory and command, has {ways}");
        string? prefix = Text(element, "prefix");
        if (prefix is not null && !StderrLogReader.HasTime(prefix))
            Faults.Add($"{path}.prefix: has no time; statements need one of %m, %t and %n");
        return new PullSource(name)
        {
            Gates = Get(element, "gates") is { } gates ? Addresses(gates, path + ".gates") : null,
            Directory = Text(element, "directory"),
            Files = Text(element, "files") ?? "*",
            Command = Get(element, "command") is { } command ? NotEmpty(Words(command, path + ".command"), path + ".command") : null,
            Prefix = prefix,
        };
    }

    private NightlyReplay Replay(JsonElement element)
    {
        var replay = new NightlyReplay { Database = Text(element, "database") ?? "main", Lanes = Number(element, "lanes", "replay.lanes", 1, 4096, 128) };
        if (Text(element, "duration") is not { } text)
            return replay;
        if (DurationText.TryParse(text, out TimeSpan duration))
            return replay with { Duration = duration };
        Faults.Add($"replay.duration: must be a duration such as 60s, was {text}");
        return replay;
    }

    private List<Uri> Addresses(JsonElement list, string path)
    {
        List<Uri> addresses = [];
        foreach (string text in Words(list, path))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                addresses.Add(address);
            else
                Faults.Add($"{path}: '{text}' is no address such as http://127.0.0.1:6433");
        }
        return addresses;
    }

    private List<string> Words(JsonElement list, string path)
    {
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
            return [.. list.EnumerateArray().Select(e => e.GetString()!)];
        Faults.Add($"{path}: must be a list of texts");
        return [];
    }

    private List<string> NotEmpty(List<string> words, string path)
    {
        if (words.Count == 0)
            Faults.Add($"{path}: names no program");
        return words;
    }

    private T Parsed<T>(string key, T otherwise, string what, Func<string, T?> parse)
        where T : struct
    {
        if (Get(root, key) is not { } value)
            return otherwise;
        if (value.ValueKind == JsonValueKind.String && parse(value.GetString()!) is { } parsed)
            return parsed;
        Faults.Add($"{key}: must be {what}, was {value.GetRawText()}");
        return otherwise;
    }

    private int Number(JsonElement from, string key, string path, int least, int most, int otherwise)
    {
        if (Get(from, key) is not { } value)
            return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
            return number;
        Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: must be {least}..{most}, was {value.GetRawText()}"));
        return otherwise;
    }

    private static TimeSpan? Zone(string text) =>
        text.Length == 6 && text[0] is '+' or '-' && TimeSpan.TryParseExact(text.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out TimeSpan zone) && zone <= TimeSpan.FromHours(14)
            ? text[0] == '-' ? -zone : zone
            : null;

    private static JsonElement? Get(JsonElement from, string key) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement from, string key) => Get(from, key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
