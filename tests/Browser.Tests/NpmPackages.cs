using System.Diagnostics;

namespace Seawall.Browser.Tests;

/// <summary>The packages of a lock file and no others, as npm installs them once it has compared their hashes.</summary>
internal static class NpmPackages
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The folder <c>node_modules</c> for the lock file in <paramref name="folder"/>, installed once for each state of it under the artifacts.</summary>
    public static async Task<string> InstalledAsync(string folder, string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(Chromium.Artifacts, name)).FullName;
        var (wanted, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(target, "installed-lock.json"));
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(wanted))
        {
            foreach (var file in new[] { "package.json", "package-lock.json" })
                File.Copy(Path.Combine(folder, file), Path.Combine(target, file), overwrite: true);
            await InstallAsync(target);
            File.Copy(wanted, installed, overwrite: true);
        }
        return Path.Combine(target, "node_modules");
    }

    private static async Task InstallAsync(string target)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", target])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = target,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm ci did not end within {Limit} in {target}");
        }
        Assert.True(process.ExitCode == 0, $"npm ci in {target}: {await output}{await error}");
    }
}
