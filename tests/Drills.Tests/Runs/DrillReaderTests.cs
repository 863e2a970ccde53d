using System.Runtime.CompilerServices;
using Seawall.Drills.Runs;
using Seawall.Topology;

namespace Seawall.Drills.Tests.Runs;

public sealed class DrillReaderTests
{
    public static TheoryData<string> Deployed => [.. Directory.EnumerateFiles(Folder("deploy", "drills"), "*.json").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Deployed))]
    public void Every_drill_that_ships_can_be_read_and_its_plan_is_deployed(string file)
    {
        var drill = DrillReader.Read(Path.Combine(Folder("deploy", "drills"), file));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), drill.Id);
        Assert.True(drill.Plan is null || Directory.EnumerateFiles(Folder("deploy", "plans")).Any(plan => File.ReadAllText(plan).Contains($"\"plan/{drill.Plan}\"", StringComparison.Ordinal)), $"no plan {drill.Plan} is deployed");
        Assert.InRange(drill.Phases.Quick is var quick ? quick.Before + quick.Fault + quick.Plan + quick.After : 0, 4, 30);
    }

    [Fact]
    public void Every_fault_of_a_drill_is_told_with_its_path()
    {
        var drill = new Drill
        {
            Hypothesis = " ",
            HypothesisZh = "撑得住",
            Fault = new DrillFault { Kind = "flood", PerSecond = 5000, Path = "catalog" },
            Probes = [new DrillProbe("home", "home")],
            Shoppers = 0,
        };
        Assert.Equal(
            ["hypothesis", "fault.targets", "fault.role", "fault.perSecond", "fault.path", "shoppers", "probes[home].path"],
            DrillReader.Faults(drill).Select(fault => fault.Split(':')[0]));
    }

    [Theory]
    [InlineData("kill", true)]
    [InlineData("database-full", true)]
    [InlineData("Kill", false)]
    [InlineData("flood", false)]
    public void Kinds_are_named_as_people_type_them(string name, bool known) => Assert.Equal(known, DrillReader.KindOf(name) is not null);

    [Fact]
    public void A_member_that_nobody_knows_is_a_fault()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("seawall-drills-").FullName, "odd.json");
        File.WriteAllText(file, """{"hypothesis":"a","hypothesisZh":"a","fault":{"kind":"kill","targets":["a"]},"colour":"red"}""");
        Assert.Contains("colour", Assert.Throws<DrillFileException>(() => DrillReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_report_is_found_and_twenty_are_kept()
    {
        var home = new SeawallHome(Directory.CreateTempSubdirectory("seawall-reports-").FullName);
        var reports = new ReportFiles(home);
        Assert.Null(reports.Find("cache"));
        for (var n = 10; n < 35; n++)
            reports.Add(new DrillReport("cache", $"{n}", DateTimeOffset.UnixEpoch, "build", "site", 1, "tests", "a test", "it holds", "kill redis", null, [FakeDrillTraffic.Figures(DrillPhase.Before, 0)], null, null, null, 12, null, null, [], false, []));
        Assert.Equal(("34", true, 12), (reports.Find("cache")!.Number, reports.Find("cache")!.Passed, reports.Find("cache")!.RecoverMs));
        Assert.Equal("20", reports.Find("cache", "20")!.Number);
        Assert.Null(reports.Find("cache", "14"));
        reports.Add(reports.Find("cache", "34")! with { Number = "35", Site = "other" });
        Assert.Equal(("34", "35", null), (reports.FindOn("cache", "site")?.Number, reports.FindOn("cache", "other")?.Number, reports.FindOn("cache", "nowhere")?.Number));
    }

    private static string Folder(string first, string second, [CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", first, second));
}
