using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Lab.Http.Script;

/// <summary>A script of load as its file says it: named interfaces, their parts of the mix, and where the values in their requests come from.</summary>
internal sealed record LoadScript
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public string? Name { get; init; }

    /// <summary>What the script is for; nothing reads it.</summary>
    public string? About { get; init; }

    /// <summary>Where requests go unless they say otherwise: a URL, or a business of the running site.</summary>
    public string? At { get; init; }

    /// <summary>Requests rendered for an interface whose values differ, 1..100000; they are sent in turn.</summary>
    public int Variants { get; init; } = 500;

    /// <summary>Sent with every request.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    public Dictionary<string, ParameterSource> Parameters { get; init; } = [];

    /// <summary>Requests made once before the load, in order; what they answer can become values.</summary>
    public IReadOnlyList<SetupStep> Setup { get; init; } = [];

    public IReadOnlyList<ScriptInterface> Interfaces { get; init; } = [];

    /// <summary>Reads a script; throws <see cref="InvalidDataException"/> with all its faults, each with its path.</summary>
    public static LoadScript Load(string file)
    {
        LoadScript script;
        try
        {
            script = JsonSerializer.Deserialize<LoadScript>(File.ReadAllBytes(file), _json) ?? throw new InvalidDataException($"{file}: is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }

        string[] faults = [.. script.Faults()];
        return faults.Length == 0
            ? script with { Name = script.Name ?? Path.GetFileNameWithoutExtension(file) }
            : throw new InvalidDataException(string.Join('\n', faults.Select(fault => $"{file}: {fault}")));
    }

    private IEnumerable<string> Faults()
    {
        if (Interfaces.Count == 0)
        {
            yield return "interfaces: name at least one";
        }

        if (Variants is < 1 or > 100_000)
        {
            yield return $"variants: must be 1..100000, was {Variants}";
        }

        HashSet<string> names = [];
        for (int i = 0; i < Interfaces.Count; i++)
        {
            ScriptInterface one = Interfaces[i];
            foreach (string fault in RequestFaults(one.Path, one.Method, one.At ?? one.Business ?? At))
            {
                yield return $"interfaces[{i}].{fault}";
            }

            if (one.Share is not (>= 0 and <= 1e6))
            {
                yield return $"interfaces[{i}].share: must be 0..1000000, was {one.Share}";
            }

            if (!names.Add(one.Name))
            {
                yield return $"interfaces[{i}].name: '{one.Name}' is there twice";
            }
        }

        if (Interfaces.Count > 0 && Interfaces.Sum(one => one.Share) <= 0)
        {
            yield return "interfaces: at least one needs a share above 0";
        }

        for (int i = 0; i < Setup.Count; i++)
        {
            foreach (string fault in RequestFaults(Setup[i].Path, Setup[i].Method, Setup[i].At ?? At))
            {
                yield return $"setup[{i}].{fault}";
            }

            foreach ((string name, CaptureRule rule) in Setup[i].Capture.Where(capture => capture.Value.Count != 1))
            {
                yield return $"setup[{i}].capture.{name}: give one of json, cookie, header and regex";
            }
        }

        foreach ((string name, ParameterSource source) in Parameters)
        {
            if (source.Fault() is { } fault)
            {
                yield return $"parameters.{name}: {fault}";
            }
        }
    }

    private static IEnumerable<string> RequestFaults(string path, string method, string? at)
    {
        if (!path.StartsWith('/') || path.AsSpan().ContainsAny(" \r\n"))
        {
            yield return $"path: must begin with '/' and hold no space, was '{path}'";
        }

        if (method.Length == 0 || method.Any(c => c is < 'A' or > 'Z'))
        {
            yield return $"method: must be capital letters, was '{method}'";
        }

        if (string.IsNullOrEmpty(at))
        {
            yield return "at: say where it goes, a URL or a business; or give the whole script one";
        }
    }
}

/// <summary>One interface of the mix.</summary>
internal sealed record ScriptInterface
{
    public required string Name { get; init; }
    public string Method { get; init; } = "GET";

    /// <summary>Path and query, with <c>{name}</c> where a parameter's value goes.</summary>
    public required string Path { get; init; }

    /// <summary>Its part of the mix, relative to the sum of all.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The business that reports count it for; without <see cref="At"/> also where it goes.</summary>
    public string? Business { get; init; }
    public string? At { get; init; }
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>JSON, or a text that is sent as it is.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Statuses of 400 and above that are an expected answer.</summary>
    public IReadOnlyList<int> Expect { get; init; } = [];
}

/// <summary>A request made before the load.</summary>
internal sealed record SetupStep
{
    public required string Name { get; init; }
    public string Method { get; init; } = "GET";
    public required string Path { get; init; }
    public string? At { get; init; }
    public Dictionary<string, string> Headers { get; init; } = [];
    public JsonElement? Body { get; init; }

    /// <summary>How often, each time with other values, 1..10000; what is captured adds up.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Parameters whose values come from the answers.</summary>
    public Dictionary<string, CaptureRule> Capture { get; init; } = [];
}

/// <summary>Where in an answer a value lies; exactly one is given.</summary>
internal sealed record CaptureRule
{
    /// <summary>A path such as <c>$.items[*].id</c>; each match is a value.</summary>
    public string? Json { get; init; }

    /// <summary>A cookie's value.</summary>
    public string? Cookie { get; init; }
    public string? Header { get; init; }

    /// <summary>The first group of every match in the body; a page's escapes (<c>&amp;amp;</c>) are resolved.</summary>
    public string? Regex { get; init; }

    [JsonIgnore]
    public int Count => new[] { Json, Cookie, Header, Regex }.Count(rule => rule is not null);
}

/// <summary>The values of a parameter: a list, or the whole numbers of a range.</summary>
internal sealed record ParameterSource
{
    public IReadOnlyList<JsonElement>? Values { get; init; }
    public long? From { get; init; }
    public long? To { get; init; }

    /// <summary>How much more the first values are asked for than the others: 0 all the same, 1 as in Zipf's law.</summary>
    public double Skew { get; init; }

    public string? Fault()
    {
        bool range = From is not null || To is not null;
        return range == Values is not null ? "give either values, or from and to"
            : range && (From is null || To is null || To < From || To - From > 10_000_000) ? "from and to must span 1..10000001 whole numbers"
            : Values is { Count: 0 } ? "values: name at least one"
            : Skew is not (>= 0 and <= 3) ? "skew: must be 0..3"
            : null;
    }
}
