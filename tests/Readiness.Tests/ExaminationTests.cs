using System.Text.Json;
using Seawall.Readiness.Checks;
using Seawall.Readiness.Model;
using Seawall.Readiness.Reports;

namespace Seawall.Readiness.Tests;

public sealed class ExaminationTests : IDisposable
{
    private static readonly Circumstances Now = new("build-1", "topology-1", Quick: false);

    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-evidence-").FullName;
    private readonly FakeSite _site = new();
    private readonly SetClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_row_is_kept_only_when_every_check_is()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"rows":[{"business":"trade","calls":12}],"share":0.97}""", "");
        var report = await ExamineAsync(Rows("""
            {"id":"a","what":"calls","run":"stats","expect":{"path":"rows[business=trade].calls","atLeast":1},"figure":"{0} calls"},
            {"id":"b","what":"share","run":"stats","expect":{"path":"share","atLeast":0.98}}
            """));

        Assert.Equal((RowState.Short, "1 of 2", "12 calls · 0.97"), (report.Rows[0].State, report.Rows[0].Tally, report.Rows[0].Figure));
        Assert.Single(_site.Ran);
    }

    [Fact]
    public async Task A_page_of_the_storefront_is_judged_by_a_header()
    {
        var file = Rows("""{"id":"a","what":"w","kind":"http","url":"{storefront}/group","header":"X-Version","expect":{"atLeast":1},"figure":"version {0}"}""");
        var without = (await ExamineAsync(file)).Rows[0];
        _site.Headers["X-Version"] = "7";
        var with = (await ExamineAsync(file)).Rows[0];

        Assert.Equal((RowState.Short, "http://127.0.0.1:9/group answered without X-Version"), (without.State, without.Figure));
        Assert.Equal((RowState.Kept, "version 7"), (with.State, with.Figure));
        Assert.Equal(new Uri("http://127.0.0.1:9/group"), _site.Asked[0]);
    }

    [Fact]
    public async Task What_is_not_listed_counts_as_the_check_says_and_else_as_a_failure()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"rows":[{"role":"web","calls":12}]}""", "");
        var report = await ExamineAsync(Rows("""
            {"id":"a","what":"none","run":"stats","expect":{"path":"rows[role=].calls","absent":"0","equals":"0"}},
            {"id":"b","what":"some","run":"stats","expect":{"path":"rows[role=web].calls","absent":"0","equals":"0"}},
            {"id":"c","what":"gone","run":"stats","expect":{"path":"rows[role=].calls","equals":"0"}}
            """));

        Assert.Equal([(true, "0"), (false, "12"), (false, "no value at 'rows[role=].calls'")], report.Rows[0].Checks.Select(check => (check.Evidence.Kept, check.Evidence.Figure)));
    }

    [Fact]
    public async Task A_row_without_a_check_says_so()
    {
        var report = await ExamineAsync(Rows(""));
        Assert.Equal((RowState.NoCheck, "no check", 1), (report.Rows[0].State, report.Rows[0].Tally, report.Unchecked));
    }

    [Fact]
    public async Task Kept_evidence_is_used_again_until_build_topology_or_age_change()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"share":1}""", "");
        var file = Rows("""{"id":"a","what":"share","run":"stats","expect":{"path":"share","equals":"1"},"maxAge":"1h"}""");

        await ExamineAsync(file);
        await ExamineAsync(file);
        Assert.Single(_site.Ran);

        await ExamineAsync(file, Now with { Build = "build-2" });
        Assert.Equal(2, _site.Ran.Count);
        await ExamineAsync(file, Now with { Build = "build-2", Topology = "topology-2" });
        Assert.Equal(3, _site.Ran.Count);
        _clock.Time += TimeSpan.FromHours(2);
        var report = await ExamineAsync(file, Now with { Build = "build-2", Topology = "topology-2" });
        Assert.Equal(4, _site.Ran.Count);
        Assert.True(report.Rows[0].Checks[0].Evidence.Kept);
    }

    [Fact]
    public async Task What_another_site_showed_stands_beside_it_and_does_not_count()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"share":0.2,"p99":900}""", "");
        var file = Rows("""{"id":"a","what":"share","run":"stats","expect":{"path":"share","atLeast":1},"shows":["p99","none"],"figure":"{0} at {1} µs {2}"}""");
        await ExamineAsync(file, Now with { Topology = "before-1" });
        _site.Commands["stats --json"] = new CommandResult(0, """{"share":1,"p99":30}""", "");
        var report = await ExamineAsync(file, Now with { Topology = "local-1" });

        var check = report.Rows[0].Checks[0];
        Assert.Equal((true, "1 at 30 µs ?"), (check.Evidence.Kept, check.Evidence.Figure));
        Assert.Equal([("before", false, "0.2 at 900 µs ?")], check.Elsewhere.Select(other => (other.Site, other.Kept, other.Figure)));
        Assert.Contains("before: 0.2 at 900 ", HtmlReport.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quick_run_counts_for_a_quick_report_only()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"share":1}""", "");
        var file = Rows("""{"id":"a","what":"share","run":"stats","expect":{"path":"share","equals":"1"}}""");
        await ExamineAsync(file, Now with { Quick = true });
        await ExamineAsync(file, Now with { Quick = true });
        Assert.Single(_site.Ran);
        await ExamineAsync(file);
        Assert.Equal(2, _site.Ran.Count);
    }

    [Fact]
    public async Task What_fell_short_is_looked_at_again()
    {
        var file = Rows("""{"id":"a","what":"share","run":"stats","expect":{"path":"share","equals":"1"}}""");
        var before = await ExamineAsync(file);
        Assert.Equal("`seawall stats --json` ended with 2: no such command: stats --json", before.Rows[0].Figure);

        _site.Commands["stats --json"] = new CommandResult(0, """{"share":1}""", "");
        var after = await ExamineAsync(file);
        Assert.Equal(RowState.Kept, after.Rows[0].State);
    }

    [Fact]
    public async Task A_failing_step_leaves_the_figures_of_the_steps_before_it()
    {
        _site.Commands["lab pack --lanes 8"] = new CommandResult(0, """{"lanes":8}""", "");
        _site.Commands["lab replay 60s"] = new CommandResult(1, "", "starting\nthe target is not marked as a test site");
        var file = ReadinessFile.Parse("""
            {"runs":{"replay":{"steps":[["lab","pack","--lanes","8"],["lab","replay","{duration}"]],"settings":{"duration":"60s"},"quick":{"duration":"5s"}}},
             "rows":[{"id":"DB-1","promise":"p","owner":"o","checks":[
               {"id":"packed","what":"w","run":"replay","step":0,"expect":{"path":"lanes","equals":"8"}},
               {"id":"order","what":"w","run":"replay","expect":{"path":"orderViolations","equals":"0"}}]}]}
            """);
        var report = await ExamineAsync(file);
        Assert.Equal(["8", "`seawall lab replay 60s` ended with 1: the target is not marked as a test site"],
            report.Rows[0].Checks.Select(c => c.Evidence.Figure));
    }

    [Fact]
    public async Task A_command_that_missed_its_own_mark_still_gives_its_figures()
    {
        _site.Commands["stats --json"] = new CommandResult(3, """{"share":0.5}""", "threshold missed");
        var report = await ExamineAsync(Rows("""{"id":"a","what":"share","run":"stats","expect":{"path":"share","atLeast":0.95},"figure":"{0} of the run"}"""));
        Assert.Equal((RowState.Short, "0.5 of the run"), (report.Rows[0].State, report.Rows[0].Figure));
    }

    [Fact]
    public async Task An_address_must_answer_two_hundred()
    {
        var file = Rows("""{"id":"a","what":"w","kind":"http","url":"http://127.0.0.1:1/health"}""");
        Assert.Equal(RowState.Kept, (await ExamineAsync(file)).Rows[0].State);
        _site.Answer = (503, "no");
        Assert.Equal("http://127.0.0.1:1/health answered 503", (await ExamineAsync(file, Now with { Build = "b" })).Rows[0].Figure);
    }

    [Fact]
    public async Task A_signature_counts_until_it_runs_out()
    {
        var book = Path.Combine(_folder, "attestations.json");
        await File.WriteAllTextAsync(book, """{"attestations":[{"row":"DB-1","check":"a","by":"Lin","at":"2026-11-01T00:00:00Z","until":"2026-11-20T00:00:00Z"}]}""");
        var file = Rows("""{"id":"a","what":"w","kind":"attestation"}""");
        Assert.Equal("signed by Lin until 2026-11-20", (await ExamineAsync(file, book: book)).Rows[0].Figure);
        _clock.Time += TimeSpan.FromDays(30);
        Assert.Equal("the signature of Lin ran out on 2026-11-20", (await ExamineAsync(file, book: book)).Rows[0].Figure);
    }

    [Fact]
    public async Task An_unknown_row_is_named_with_those_there_are()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => ExamineAsync(Rows(""), rows: ["DB-99"]));
        Assert.Equal("No such row: DB-99. The rows are DB-1.", fault.Message);
    }

    [Fact]
    public async Task Both_reports_tell_the_same()
    {
        _site.Commands["stats --json"] = new CommandResult(0, """{"share":0.5}""", "");
        var report = await ExamineAsync(Rows("""{"id":"a","what":"the <share>","run":"stats","expect":{"path":"share","atLeast":1}}"""));

        using var json = JsonDocument.Parse(JsonReport.Write(report));
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(("DB-1", false, "0 of 1", "0.5", -42), (
            row.GetProperty("id").GetString(), row.GetProperty("kept").GetBoolean(), row.GetProperty("checks").GetString(),
            row.GetProperty("figure").GetString(), row.GetProperty("dueDays").GetInt32()));
        Assert.True(File.Exists(row.GetProperty("evidence").GetString()));

        var html = HtmlReport.Write(report);
        Assert.Contains("the &lt;share&gt;", html, StringComparison.Ordinal);
        Assert.Contains("0 of 1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Task<Report> ExamineAsync(ReadinessFile file, Circumstances? circumstances = null, string? book = null, string[]? rows = null) =>
        new Examination(_site, new EvidenceStore(_folder), AttestationBook.Load(book ?? Path.Combine(_folder, "none.json")), _clock).ExamineAsync(
            file, circumstances ?? Now, new ExaminationOptions { Quick = (circumstances ?? Now).Quick, Rows = rows ?? [] }, new Progress<string>(), CancellationToken.None);

    private static ReadinessFile Rows(string checks) => ReadinessFile.Parse("""
        {"runs":{"stats":{"steps":[["stats","--json"]]}},"rows":[{"id":"DB-1","promise":"p","owner":"database","dueDays":-42,"checks":[CHECKS]}]}
        """.Replace("CHECKS", checks, StringComparison.Ordinal));

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Time { get; set; } = new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Time;
    }
}
