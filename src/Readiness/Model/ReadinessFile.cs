using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Kernel;

namespace Seawall.Readiness.Model;

/// <summary>The promises of a site as data: rows with owner, due date and checks, and the runs that several checks read from.</summary>
public sealed record ReadinessFile
{
    /// <summary>Named command sequences; each is run at most once a report, however many checks read its output.</summary>
    public IReadOnlyDictionary<string, Run> Runs { get; init; } = new Dictionary<string, Run>();

    /// <summary>The promises, in the order they are shown.</summary>
    public required IReadOnlyList<Row> Rows { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads and validates a file. Throws <see cref="ReadinessFileException"/> that lists every fault with its path.</summary>
    public static ReadinessFile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (IOException e)
        {
            throw new ReadinessFileException([$"{path} cannot be read: {e.Message}"]);
        }
    }

    /// <summary>Reads and validates the text of a file; see <see cref="Load"/>.</summary>
    public static ReadinessFile Parse(string text)
    {
        ReadinessFile? file;
        try
        {
            file = JsonSerializer.Deserialize<ReadinessFile>(text, Json);
        }
        catch (JsonException e)
        {
            throw new ReadinessFileException([$"{e.Path ?? "$"}: {e.Message}"]);
        }
        var faults = file is null ? ["$: must be an object"] : FaultsOf(file).ToList();
        return faults.Count == 0 ? file! : throw new ReadinessFileException(faults);
    }

    private static IEnumerable<string> FaultsOf(ReadinessFile file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var r = 0; r < file.Rows.Count; r++)
        {
            var row = file.Rows[r];
            if (!seen.Add(row.Id))
                yield return $"rows[{r}].id: '{row.Id}' stands twice";
            var checks = new HashSet<string>(StringComparer.Ordinal);
            for (var c = 0; c < row.Checks.Count; c++)
            {
                var at = $"rows[{r}].checks[{c}] ({row.Id})";
                if (!checks.Add(row.Checks[c].Id))
                    yield return $"{at}.id: '{row.Checks[c].Id}' stands twice in its row";
                foreach (var fault in FaultsOf(row.Checks[c], file.Runs))
                    yield return $"{at}.{fault}";
            }
        }
    }

    private static IEnumerable<string> FaultsOf(Check check, IReadOnlyDictionary<string, Run> runs)
    {
        if (!DurationText.TryParse(check.MaxAge, out _))
            yield return $"maxAge: must be a duration such as 1d or 12h, was '{check.MaxAge}'";
        switch (check.Kind)
        {
            case CheckKind.Command when check.Run is null || !runs.ContainsKey(check.Run):
                yield return $"run: must name one of the runs ({string.Join(", ", runs.Keys)}), was '{check.Run}'";
                break;
            case CheckKind.Http when !Uri.TryCreate(check.Url?.Replace(Check.StorefrontPlace, "http://storefront", StringComparison.Ordinal), UriKind.Absolute, out _):
                yield return $"url: must be an absolute address, was '{check.Url}'";
                break;
            case CheckKind.Sql when check.Sql is null || check.Database is null:
                yield return "sql, database: both must be given";
                break;
        }
        if ((check.Kind is CheckKind.Command or CheckKind.Sql || check.Header is not null) && check.Expect is null)
            yield return "expect: must be given";
        if (check.Expect is { } e && e is { AtLeast: null, AtMost: null, EqualTo: null })
            yield return "expect: one of atLeast, atMost, equals must be given";
    }
}

/// <summary>A readiness file that cannot be used; <see cref="Faults"/> names every fault with its path.</summary>
public sealed class ReadinessFileException(IReadOnlyList<string> faults)
    : Exception("The readiness file is not valid:\n  " + string.Join("\n  ", faults))
{
    /// <summary>One line a fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
