using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.ConformanceBench;

/// <summary>Keeps outcomes in <c>bench/results/conformance.json</c>, one with a judge and one without.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Json(Outcome outcome) => JsonSerializer.Serialize(outcome, s_format);

    /// <param name="name">Under which it stands in the file; the others are left.</param>
    public static async Task KeepAsync(string arguments, string name, Outcome outcome)
    {
        string file = Path.Combine(Root(), "bench", "results", "conformance.json");
        JsonObject all = File.Exists(file) ? JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject() : [];
        all[name] = JsonSerializer.SerializeToNode(
            new
            {
                Command = $"dotnet run -c Release --project bench/Conformance{(arguments.Length > 0 ? " -- " + arguments : "")}",
                Machine = new { Environment.ProcessorCount, Kernel = RuntimeInformation.OSDescription, Runtime = RuntimeInformation.FrameworkDescription },
                Outcome = outcome,
            },
            s_format);
        await File.WriteAllTextAsync(file, all.ToJsonString(s_format) + "\n");
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Seawall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
