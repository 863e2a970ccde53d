using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Seawall.Browser.Tests;

/// <summary>The accessibility rules of axe-core, by the lock file beside this one; injected past the content policy, which stays in force for the page.</summary>
internal static class Axe
{
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

    private static async Task<string> LoadAsync() =>
        await File.ReadAllTextAsync(Path.Combine(await NpmPackages.InstalledAsync(Folder(), "axe"), "axe-core", "axe.min.js"));

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "axe");
}
