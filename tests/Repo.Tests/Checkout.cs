using System.Diagnostics;
using System.Text;

namespace Seawall.Repo.Tests;

/// <summary>The checkout these tests stand in: its root, its tracked files and its built program.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file git tracks, as paths from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        Run("git", ["ls-files", "-z"]).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(Root, f))).ToArray();

    /// <summary>Tracked files that hold text.</summary>
    public static IEnumerable<string> TextFiles => Files.Where(f => Path.GetExtension(f) is not (".png" or ".gz" or ".swc" or ".ico" or ".woff2"));

    /// <summary>The program, built in the same configuration as this test.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "artifacts", "bin", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "seawall.dll");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static (int ExitCode, string Output) Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = new StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Length > 0 ? output : error.ToString());
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
