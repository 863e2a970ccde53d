using System.Runtime.CompilerServices;

namespace Seawall.Browser.Tests.Console;

/// <summary>The scripts of others that the console ships are those of the lock file, to the byte, and each has its licence beside it.</summary>
public sealed class VendorTests
{
    [Theory]
    [InlineData("htmx.min.js", "htmx.org/dist/htmx.min.js")]
    [InlineData("htmx.LICENSE", "htmx.org/LICENSE")]
    [InlineData("uPlot.iife.min.js", "uplot/dist/uPlot.iife.min.js")]
    [InlineData("uPlot.min.css", "uplot/dist/uPlot.min.css")]
    [InlineData("uPlot.LICENSE", "uplot/LICENSE")]
    public async Task A_committed_file_is_the_one_that_the_lock_file_names(string committed, string released)
    {
        var modules = await NpmPackages.InstalledAsync(Folder(), "console-vendor");
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(modules, released)), await File.ReadAllBytesAsync(Path.Combine(Folder(), committed)));
    }

    [Fact]
    public void Nothing_else_lies_there() => Assert.Equal(
        ["htmx.LICENSE", "htmx.min.js", "package-lock.json", "package.json", "uPlot.LICENSE", "uPlot.iife.min.js", "uPlot.min.css"],
        Directory.EnumerateFiles(Folder()).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "src", "Control", "Assets", "vendor"));
}
