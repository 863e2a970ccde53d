using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall publish</c>: makes the one file that runs on a machine without the SDK.</summary>
internal static class PublishCommand
{
    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        // No build server stays behind.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    public static Command Create()
    {
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "Folder for the file; unset, artifacts/publish in the checkout", HelpName = "DIR" };
        var runtime = new Option<string>("--runtime") { Description = "System it is to run on: linux-x64 or linux-arm64", HelpName = "RID", DefaultValueFactory = _ => "linux-x64" };
        runtime.AcceptOnlyFromAmong("linux-x64", "linux-arm64");
        var json = new Option<bool>("--json") { Description = "Print file, size and runtime as JSON" };
        var command = new ExampleCommand("publish", "Make one file with all of Seawall in it, for machines without the .NET SDK")
        {
            Examples =
            [
                "seawall publish                                 artifacts/publish/seawall",
                "seawall publish --output dist                   then, on the other machine: ./seawall up --detach",
                "seawall publish --runtime linux-arm64 -o arm",
            ],
        };
        command.Add(output);
        command.Add(runtime);
        command.Add(json);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(output)?.FullName, parsed.GetRequiredValue(runtime), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? output, string runtime, bool json, CancellationToken ct)
    {
        Place place = Place.Current;
        if (!place.IsCheckout)
        {
            throw new CommandException("publish builds from the sources: run it as ./seawall in a checkout", ExitCode.Usage);
        }

        long started = TimeProvider.System.GetTimestamp();
        await Console.Error.WriteLineAsync($"publishing for {runtime}…").ConfigureAwait(false);
        string folder = Path.Combine(place.Root, "artifacts", "single", "out", runtime);
        ToolResult result = await Tool.RunAsync(Build(place.Root, folder, runtime), _environment, ct).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync(result.Output + result.Error).ConfigureAwait(false);
            throw new CommandException("publish failed; a machine without the network needs the runtime packs in its NuGet cache");
        }

        string file = Deliver(Path.Combine(folder, "seawall"), output ?? Path.Combine(place.Root, "artifacts", "publish"));
        long bytes = new FileInfo(file).Length;
        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB in {took.TotalSeconds:0} s; needs PostgreSQL and Redis where it runs, nothing else")).ConfigureAwait(false);
        Console.WriteLine(json ? JsonSerializer.Serialize(new { file, bytes, runtime }) : file);
        return ExitCode.Ok;
    }

    /// <summary>With intermediate files of its own, so that what runs from this checkout is left alone. The native library of SQLite is unpacked when it is first needed.</summary>
    private static string[] Build(string root, string folder, string runtime) =>
    [
        "dotnet", "publish", Path.Combine(root, "src", "Cli"), "-c", "Release", "-r", runtime, "--self-contained", "-o", folder, "-v", "q", "--tl:off",
        $"-p:ArtifactsPath={Path.Combine(root, "artifacts", "single")}", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "-p:DebugType=none",
        "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false",
    ];

    /// <summary>Moves by name, so that a running file of that name goes on running.</summary>
    private static string Deliver(string built, string output)
    {
        Directory.CreateDirectory(output);
        string file = Path.Combine(output, "seawall");
        string unfinished = file + ".new";
        File.Copy(built, unfinished, overwrite: true);
        File.Move(unfinished, file, overwrite: true);
        return file;
    }
}
