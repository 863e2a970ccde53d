using System.CommandLine;
using System.Globalization;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall test</c>: format, build with warnings as errors, every test; the last line is <c>N passed, N failed</c>.</summary>
internal static class TestCommand
{
    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    public static Command Create()
    {
        var only = new Option<string>("--only") { Description = "Only the tests of this part, such as Gate or Topology", HelpName = "PART" };
        var command = new ExampleCommand("test", "Check the format, build with warnings as errors, run every test")
        {
            Examples = ["seawall test", "seawall test --only Gate"],
        };
        command.Add(only);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(only), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? only, CancellationToken ct)
    {
        string root = Place.Current.Root;
        string artifacts = Path.Combine(root, "artifacts");
        string folder = Path.Combine(artifacts, "tests");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        Directory.CreateDirectory(folder);
        string[] projects = Projects(root, only);

        await StepAsync("format", folder, ["dotnet", "format", "whitespace", root, "--folder", "--verify-no-changes", "--exclude", artifacts], ct).ConfigureAwait(false);
        string[] build = ["-c", "Release", "-v", "q", "--tl:off", "-warnaserror"];
        if (only is null)
        {
            await StepAsync("build", folder, ["dotnet", "build", Path.Combine(root, "Seawall.slnx"), .. build], ct).ConfigureAwait(false);
        }
        else
        {
            foreach (string project in projects)
            {
                await StepAsync("build", folder, ["dotnet", "build", project, .. build], ct).ConfigureAwait(false);
            }
        }

        TestTally sum = default;
        foreach (string project in projects)
        {
            sum += await TestAsync(project, folder, ct).ConfigureAwait(false);
        }
        await Console.Error.WriteLineAsync($"logs: {folder}").ConfigureAwait(false);
        // Nothing counted is no success: a run that finds no test says so by failing.
        bool good = sum.Failed == 0 && sum.Passed > 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum.Passed} passed, {sum.Failed} failed"));
        return good ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string[] Projects(string root, string? only)
    {
        string[] all = [.. Directory.GetFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        static string Part(string project) => Path.GetFileName(project)[..^".Tests.csproj".Length];
        string[] chosen = only is null ? all : [.. all.Where(project => Part(project).Equals(only, StringComparison.OrdinalIgnoreCase))];
        return chosen.Length > 0
            ? chosen
            : throw new CommandException($"no tests of part '{only}'; there are {string.Join(", ", all.Select(Part))}", ExitCode.Usage);
    }

    private static async Task StepAsync(string name, string folder, IReadOnlyList<string> command, CancellationToken ct)
    {
        long start = TimeProvider.System.GetTimestamp();
        ToolResult result = await Tool.RunAsync(command, _environment, ct).ConfigureAwait(false);
        await File.AppendAllTextAsync(Path.Combine(folder, name + ".log"), result.Output + result.Error, ct).ConfigureAwait(false);
        await SayAsync(name, result.ExitCode == 0 ? "ok" : "FAILED", start).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync(result.Output + result.Error).ConfigureAwait(false);
            throw new CommandException($"{name} failed");
        }
    }

    private static async Task<TestTally> TestAsync(string project, string folder, CancellationToken ct)
    {
        long start = TimeProvider.System.GetTimestamp();
        string name = Path.GetFileNameWithoutExtension(project);
        string results = Path.Combine(folder, name + ".trx");
        ToolResult run = await Tool.RunAsync(
            ["dotnet", "test", project, "-c", "Release", "--no-build", "--logger", $"trx;LogFileName={results}"], _environment, ct).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".log"), run.Output + run.Error, ct).ConfigureAwait(false);

        TestTally tally = TestTally.Read(results);
        if (run.ExitCode != 0 && tally.Failed == 0)
        {
            // The test process itself broke: no result says so, but it is a failure.
            tally = tally with { Failed = 1 };
        }
        await SayAsync(name, string.Create(CultureInfo.InvariantCulture, $"{tally.Passed} passed, {tally.Failed} failed"), start).ConfigureAwait(false);
        if (tally.Failed > 0)
        {
            await Console.Error.WriteLineAsync(run.Output + run.Error).ConfigureAwait(false);
        }
        return tally;
    }

    private static Task SayAsync(string name, string outcome, long start) => Console.Error.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{name,-20} {outcome}  ({TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s)"));
}
