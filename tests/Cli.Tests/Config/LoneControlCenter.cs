using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Seawall.Testing;

namespace Seawall.Cli.Tests.Config;

/// <summary>A control center without the rest of its site: no database, no cache, no gate, no watchdog. Commands are run as a user runs them.</summary>
public sealed partial class LoneControlCenter : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Root = FindRoot();
    private static readonly string Program = Path.Combine(Root, "artifacts", "bin", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "seawall.dll");

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("seawall-control-");
    private Process? _control;

    internal string FolderOf => _home.FullName;

    public async Task InitializeAsync()
    {
        var local = await File.ReadAllTextAsync(Path.Combine(Root, "deploy", "local.json"));
        // Every port stays where it is but that of the control center: nothing else is started.
        await File.WriteAllTextAsync(Topology, ControlPort().Replace(local, $"127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}"));
        _control = Start("run", "control", "--topology", Topology);
        while (await _control.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            if (line.Contains("serves the console", StringComparison.Ordinal))
                return;
        }
        throw new InvalidOperationException($"the control center did not start: {await _control.StandardError.ReadToEndAsync()}");
    }

    public async Task DisposeAsync()
    {
        _control!.Kill();
        await _control.WaitForExitAsync().WaitAsync(Limit);
        _control.Dispose();
        _home.Delete(recursive: true);
    }

    internal async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Start([.. arguments, "--topology", Topology]);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);
        return new Ended(process.ExitCode, await output, await error);
    }

    private string Topology => Path.Combine(_home.FullName, "topology.json");

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SEAWALL_HOME"] = _home.FullName;
        start.Environment["SEAWALL_ROOT"] = Root;
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("SEAWALL_TOKEN");
        return Process.Start(start)!;
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

    [GeneratedRegex(@"127\.0\.0\.1:7070")]
    private static partial Regex ControlPort();
}

/// <summary>How a command ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
