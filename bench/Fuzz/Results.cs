using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seawall.FuzzBench;

/// <summary>Keeps an outcome under <c>bench/results</c> with its command and machine.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task KeepAsync(string file, string arguments, object outcome)
    {
        string json = JsonSerializer.Serialize(
            new
            {
                Command = $"dotnet run -c Release --project bench/Fuzz -- {arguments}",
                Machine = new { Environment.ProcessorCount, Kernel = RuntimeInformation.OSDescription, Runtime = RuntimeInformation.FrameworkDescription },
                Outcome = outcome,
            },
            s_format);
        await File.WriteAllTextAsync(Path.Combine(Root(), "bench", "results", file), json + "\n");
        Console.WriteLine(json);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Seawall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
