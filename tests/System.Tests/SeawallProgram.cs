using System.Diagnostics;
using System.Text;

namespace Seawall.System.Tests;

/// <summary>The built program, run as a user runs it.</summary>
internal sealed class SeawallProgram(string home, string topology)
{
    private static readonly string _root = FindRoot();

    // The tests are built beside the program, in the same configuration.
    private static readonly string _program = Path.Combine(_root, "artifacts", "bin", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "seawall.dll");

    public static string Root => _root;

    public string Topology => topology;

    public async Task<Result> RunAsync(TimeSpan limit, params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process, limit, arguments);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [_program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SEAWALL_HOME"] = home;
        start.Environment["SEAWALL_ROOT"] = _root;
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    public static async Task<Result> EndAsync(Process process, TimeSpan limit, params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(limit);
        var (output, error) = (new StringBuilder(), new StringBuilder());
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"`seawall {string.Join(' ', arguments)}` did not end within {limit}.\n{output}\n{error}");
        }
        return new Result(process.ExitCode, output.ToString(), error.ToString());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Seawall.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No Seawall.slnx above {AppContext.BaseDirectory}");
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Result(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
