using System.Text.Json;
using System.Xml.Linq;

namespace Seawall.Repo.Tests;

/// <summary>What ships is under a licence that lets anyone use it, and has a decision record.</summary>
public sealed class LicenceTests
{
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "PostgreSQL", "public domain"];

    [Fact]
    public void Every_package_that_ships_has_an_allowed_licence()
    {
        using var assets = JsonDocument.Parse(Checkout.Read("artifacts/obj/Cli/project.assets.json"));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToArray();
        var shipped = assets.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
            .Where(p => p.Value.GetProperty("type").GetString() == "package" && p.Value.TryGetProperty("runtime", out _))
            .Select(p => p.Name).ToArray();
        Assert.NotEmpty(shipped);

        var faults = shipped.Select(p => (Package: p, Licence: LicenceOf(p, folders))).Where(p => !Allowed.Contains(p.Licence)).ToArray();
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_dependency_has_a_decision_record()
    {
        var records = string.Join('\n', Checkout.Files.Where(f => f.StartsWith("docs/adr/", StringComparison.Ordinal)).Select(Checkout.Read));
        var versions = XDocument.Parse(Checkout.Read("Directory.Packages.props")).Descendants("PackageVersion").ToArray();
        Assert.All(versions, v => Assert.Contains($"`{(string)v.Attribute("Include")!}`", records, StringComparison.Ordinal));
        Assert.All(versions, v => Assert.Matches(@"^\[[0-9.]+\]$", (string)v.Attribute("Version")!));
    }

    // A package that brings its licence as a text: SQLite's own says that it has no owner.
    private static string LicenceIn(string file) =>
        File.ReadAllText(file).Contains("Public Domain", StringComparison.OrdinalIgnoreCase) ? "public domain" : $"the text {Path.GetFileName(file)}";

    private static string LicenceOf(string package, string[] folders)
    {
        var (name, version) = (package.Split('/')[0].ToLowerInvariant(), package.Split('/')[1]);
        var spec = folders.Select(f => Path.Combine(f, name, version, $"{name}.nuspec")).First(File.Exists);
        var licence = XDocument.Load(spec).Descendants().FirstOrDefault(e => e.Name.LocalName == "license");
        return (string?)licence?.Attribute("type") == "file" ? LicenceIn(Path.Combine(Path.GetDirectoryName(spec)!, licence!.Value)) : licence?.Value ?? "none named";
    }
}
