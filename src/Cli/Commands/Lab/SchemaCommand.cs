using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Seawall.Lab.Analysis;
using Seawall.Lab.Capacity;
using Seawall.Lab.Forecast;
using Seawall.Lab.Http;
using Seawall.Lab.Nightly;
using Seawall.Lab.Pulling;
using Seawall.Lab.Replay;

namespace Seawall.Cli;

/// <summary><c>seawall lab schema</c>: the JSON schema of a report, exported from the very type that is written.</summary>
internal static class SchemaCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>Every report with a published schema; the files are <c>docs/reference/schemas/NAME.json</c>.</summary>
    public static IReadOnlyDictionary<string, Type> Reports { get; } = new SortedDictionary<string, Type>(StringComparer.Ordinal)
    {
        ["analyze"] = typeof(AnalysisReport),
        ["capacity"] = typeof(CapacityReport),
        ["forecast"] = typeof(ForecastReport),
        ["http"] = typeof(HttpReport),
        ["nightly"] = typeof(NightlyReport),
        ["pull"] = typeof(PullReport),
        ["replay"] = typeof(ReplayReport),
    };

    public static Command Create()
    {
        var name = new Argument<string?>("REPORT") { Description = "Which report; unset, lists them", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampleCommand("schema", "Print the JSON schema of a report")
        {
            Examples = ["seawall lab schema", "seawall lab schema analyze > analyze.schema.json"],
        };
        command.Add(name);
        command.SetAction(parsed => Run(parsed.GetValue(name)));
        return command;
    }

    /// <summary>The schema as it is published.</summary>
    public static string Of(string name)
    {
        JsonNode schema = ReportOutput.Json.GetJsonSchemaAsNode(Reports[name], new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        var root = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = $"seawall lab {name} --json" };
        foreach ((string key, JsonNode? value) in schema.AsObject())
            root[key] = value?.DeepClone();
        return root.ToJsonString(_indented) + "\n";
    }

    private static int Run(string? name)
    {
        if (name is null)
        {
            foreach (string known in Reports.Keys)
                Console.WriteLine(known);
            return ExitCode.Ok;
        }
        if (!Reports.ContainsKey(name))
            throw new CommandException($"there is no report '{name}'; there are {string.Join(", ", Reports.Keys)}", ExitCode.Usage);
        Console.Write(Of(name));
        return ExitCode.Ok;
    }
}
