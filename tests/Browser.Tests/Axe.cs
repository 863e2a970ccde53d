using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Seawall.Browser.Tests;

/// <summary>The accessibility rules of axe-core, by the lock file beside this one; injected past the content policy, which stays in force for the page.</summary>
internal static class Axe
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Script = new(LoadAsync);

    /// <summary>Every rule that the page breaks, with where it does.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(await Script.Value);
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const result = await axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
              return result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} (${node.failureSummary.split('\n').slice(1, 3).join('; ')})`));
            }
            """);
        return [.. found.EnumerateArray().Select(text => text.GetString()!)];
    }

    // The packages of the lock file and no others, once for each state of it.
    private static async Task<string> LoadAsync()
    {
        var target = Directory.CreateDirectory(Path.Combine(Chromium.Artifacts, "axe")).FullName;
        var (wanted, installed) = (Path.Combine(Folder(), "package-lock.json"), Path.Combine(target, "installed-lock.json"));
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(wanted))
        {
            foreach (var file in new[] { "package.json", "package-lock.json" })
                File.Copy(Path.Combine(Folder(), file), Path.Combine(target, file), overwrite: true);
            await InstallAsync(target);
            File.Copy(wanted, installed, overwrite: true);
        }
        return await File.ReadAllTextAsync(Path.Combine(target, "node_modules", "axe-core", "axe.min.js"));
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

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "axe");
}
