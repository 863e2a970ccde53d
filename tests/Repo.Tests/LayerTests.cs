using System.Xml.Linq;

namespace Seawall.Repo.Tests;

/// <summary>Which part may use which: the table of the design, kept.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["src/Kernel"] = [],
        ["src/Transport"] = ["src/Kernel"],
        ["src/Postgres"] = ["src/Kernel"],
        ["src/Client"] = ["src/Kernel"],
        ["src/Topology"] = ["src/Kernel", "src/Postgres"],
        ["src/Gate"] = ["src/Postgres", "src/Transport", "src/Client"],
        ["src/Lab"] = ["src/Postgres", "src/Transport", "src/Topology"],
        ["src/Alerts"] = ["src/Kernel"],
        ["src/Control"] = ["src/Client", "src/Kernel", "src/Alerts"],
        ["src/Watchdog"] = ["src/Kernel", "src/Topology"],
        ["src/Drills"] = ["src/Kernel", "src/Topology", "src/Transport", "src/Watchdog"],
        ["src/Readiness"] = ["src/Kernel"],
        ["src/Mall/Contracts"] = ["src/Kernel", "src/Client"],
        ["src/Redis"] = ["src/Kernel"],
        ["src/Mall/*"] = ["src/Mall/Contracts", "src/Client", "src/Redis"],
        ["src/Mall/Hosting"] =
        [
            "src/Mall/Contracts", "src/Mall/Accounts", "src/Mall/Catalog", "src/Mall/Channels", "src/Mall/GroupBuy", "src/Mall/Promotions", "src/Mall/Reviews",
            "src/Mall/Shops", "src/Mall/Trade", "src/Client", "src/Redis",
        ],
        ["bench/Relay"] = [],
    };

    public static TheoryData<string> Parts => new(Checkout.Files
        .Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && (f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("bench/Relay", StringComparison.Ordinal)))
        .Where(f => !f.StartsWith("src/Cli/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_uses_only_the_parts_below_it(string project)
    {
        var part = Folder(project);
        var allowed = MayUse.GetValueOrDefault(part) ?? (part.StartsWith("src/Mall/", StringComparison.Ordinal) ? MayUse["src/Mall/*"] : null);
        Assert.True(allowed is not null, $"{part} stands in no row of the design's table; add it there and here.");

        var used = XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference")
            .Select(r => Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(Checkout.Root, part, (string)r.Attribute("Include")!))))
            .Select(p => Folder(p.Replace('\\', '/')));
        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void The_relay_that_judges_the_replay_shares_no_code_with_it()
    {
        var references = XDocument.Parse(Checkout.Read("bench/Relay/Relay.csproj")).Descendants()
            .Where(e => e.Name.LocalName is "ProjectReference" or "PackageReference" or "Compile" or "FrameworkReference");
        Assert.Empty(references);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = XDocument.Parse(Checkout.Read("Seawall.slnx")).Descendants("Project").Select(p => (string)p.Attribute("Path")!);
        Assert.Equal(Checkout.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal), solution.Order(StringComparer.Ordinal));
    }

    private static string Folder(string project) => project[..project.LastIndexOf('/')];
}
