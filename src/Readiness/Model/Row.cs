using System.Text.Json.Serialization;

namespace Seawall.Readiness.Model;

/// <summary>One promise: kept only when all its checks are.</summary>
public sealed record Row
{
    /// <summary>Stable name, such as <c>DB-1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What must be true on the day, in one sentence.</summary>
    public required string Promise { get; init; }

    /// <summary>The team that answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>When it is due, in days relative to the day itself (−42: six weeks before); null when it stands already or has no date.</summary>
    public int? DueDays { get; init; }

    /// <summary>What shows that it is kept; empty when nothing does yet.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];
}

/// <summary>One thing that is looked at to see whether a row is kept.</summary>
public sealed record Check
{
    /// <summary>Name within its row, such as <c>in-flight</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>How it looks.</summary>
    public CheckKind Kind { get; init; } = CheckKind.Command;

    /// <summary>For a command: the run whose output is read.</summary>
    public string? Run { get; init; }

    /// <summary>For a command: which step's output is read, from 0; unset means the last.</summary>
    public int? Step { get; init; }

    /// <summary>What stands for the storefront's address in <see cref="Url"/>.</summary>
    public const string StorefrontPlace = "{storefront}";

    /// <summary>For http: the address that must answer 2xx; <c>{storefront}</c> stands for that of the site.</summary>
    public string? Url { get; init; }

    /// <summary>For http: the response header that is judged instead of the body.</summary>
    public string? Header { get; init; }

    /// <summary>For sql: the login (a business) whose database is asked.</summary>
    public string? Database { get; init; }

    /// <summary>For sql: a query whose first column of the first row is the figure.</summary>
    public string? Sql { get; init; }

    /// <summary>What the figure must be.</summary>
    public Expectation? Expect { get; init; }

    /// <summary>For a command or http: further paths into its JSON, which stand in the figure as <c>{1}</c>, <c>{2}</c> and so on.</summary>
    public IReadOnlyList<string> Shows { get; init; } = [];

    /// <summary>How the figure reads in the report; <c>{0}</c> stands for the value that is judged.</summary>
    public string Figure { get; init; } = "{0}";

    /// <summary>How old the evidence may be, such as <c>1d</c>.</summary>
    public string MaxAge { get; init; } = "1d";
}

/// <summary>How a check looks at the site.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckKind>))]
public enum CheckKind
{
    /// <summary>Runs commands of this program and reads a figure out of the JSON they print.</summary>
    [JsonStringEnumMemberName("command")]
    Command,

    /// <summary>Asks an address.</summary>
    [JsonStringEnumMemberName("http")]
    Http,

    /// <summary>Asks a database.</summary>
    [JsonStringEnumMemberName("sql")]
    Sql,

    /// <summary>A person has signed that it is so, until a date.</summary>
    [JsonStringEnumMemberName("attestation")]
    Attestation,
}

/// <summary>Where the figure stands and what it must be; every bound that is given must hold.</summary>
public sealed record Expectation
{
    /// <summary>Path into the JSON, such as <c>inFlight.share95</c> or <c>rows[business=trade].calls</c>; unset means the whole value.</summary>
    public string? Path { get; init; }

    /// <summary>The value where the path leads nowhere, such as <c>0</c> for a count that lists only what occurred; unset, nothing there is a failure.</summary>
    public string? Absent { get; init; }

    /// <summary>Smallest value that keeps the promise.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Largest value that keeps the promise.</summary>
    public double? AtMost { get; init; }

    /// <summary>The exact value, compared as text.</summary>
    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }
}

/// <summary>Commands of this program run one after the other; a failing one ends the run.</summary>
public sealed record Run
{
    /// <summary>Each step is the arguments of one command; <c>{home}</c> and the names in <see cref="Settings"/> are filled in.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Steps { get; init; }

    /// <summary>Values for the placeholders of the steps.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Values that replace <see cref="Settings"/> under <c>--quick</c>.</summary>
    public IReadOnlyDictionary<string, string> Quick { get; init; } = new Dictionary<string, string>();
}
