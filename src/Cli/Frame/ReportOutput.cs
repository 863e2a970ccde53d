using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Seawall.Kernel.Reports;

namespace Seawall.Cli;

/// <summary>
/// How a command gives its report: a table on the terminal, <c>--json</c> by the published schema, <c>--html FILE</c> as one page for people. The last
/// report of each kind is kept in the home as well, where the console and the forecast find it.
/// </summary>
internal sealed class ReportOutput(string name)
{
    private readonly Option<bool> _json = new("--json") { Description = $"Print the report as JSON; its schema: seawall lab schema {name}" };
    private readonly Option<FileInfo> _html = new("--html") { Description = "Write the report as one page that needs nothing else", HelpName = "FILE" };

    /// <summary>Reports as JSON: names as on the web, enumerations as words.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(_html);
    }

    /// <summary>True when the data goes to the terminal as a table, so that talk may share it.</summary>
    public bool IsTable(ParseResult parsed) => !parsed.GetValue(_json);

    /// <summary>Gives the report as asked for. <paramref name="kept"/> is its name among the kept ones, unset that of the command.</summary>
    public void Write<T>(ParseResult parsed, T report, Action<T> table, Func<T, ReportPage> page, string? kept = null)
    {
        // What nobody reads is not written: a short command's cost is mostly that of code that runs once.
        bool keeps = Directory.Exists(Place.Current.Home.Root);
        bool asJson = parsed.GetValue(_json);
        FileInfo? file = parsed.GetValue(_html);
        string json = keeps || asJson ? JsonSerializer.Serialize(report, Json) : "";
        string html = keeps || file is not null ? page(report).ToHtml() : "";
        if (file is not null)
        {
            WriteFile(file.FullName, html);
            Console.Error.WriteLine($"report: {file.FullName}");
        }
        if (keeps)
        {
            Keep(Place.Current, kept ?? name, json, html);
        }
        if (asJson)
        {
            Console.WriteLine(json);
        }
        else
        {
            table(report);
        }
    }

    /// <summary>Keeps a report in the home, when there is one.</summary>
    public static void Keep(Place place, string kept, string json, string html)
    {
        if (!Directory.Exists(place.Home.Root))
        {
            return;
        }
        Directory.CreateDirectory(place.Home.LabReports);
        WriteFile(Path.Combine(place.Home.LabReports, kept + ".json"), json);
        WriteFile(Path.Combine(place.Home.LabReports, kept + ".html"), html);
    }

    // Whoever reads at the same time sees the old one or the new one.
    private static void WriteFile(string path, string content)
    {
        string draft = $"{path}.{Environment.ProcessId}";
        try
        {
            File.WriteAllText(draft, content);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {e.Message}");
        }
    }
}
