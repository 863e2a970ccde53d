using System.Globalization;
using System.Text;
using Seawall.Lab.Logs;
using Seawall.Lab.Packing;
using Seawall.Lab.Pulling;

namespace Seawall.Lab.Tests;

public sealed class DayPullTests : IDisposable
{
    private static readonly LogDay _day = new(new DateOnly(2026, 11, 11), TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-pull-").FullName;
    private readonly HttpClient _http = new();

    private string Logs => Directory.CreateDirectory(Path.Combine(_folder, "logs")).FullName;

    private PulledDays Days => new(Path.Combine(_folder, "pulled"));

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_day_is_left_once_although_files_overlap_and_it_is_pulled_twice()
    {
        string[] lines = [.. Enumerable.Range(1, 20).Select(n => CsvLines.Statement($"duration: 0.{n:000} ms  statement: select {n}", line: n, time: $"2026-11-11 00:00:{n:00}.000 UTC"))];
        File.WriteAllText(Path.Combine(Logs, "a.csv"), string.Concat(lines[..15]) + CsvLines.Statement("duration: 1.000 ms  statement: select 'tomorrow'", line: 99, time: "2026-11-12 00:00:05.000 UTC"));
        File.WriteAllText(Path.Combine(Logs, "b.csv"), string.Concat(lines[10..]));
        File.Copy(Path.Combine(Logs, "b.csv"), Path.Combine(Logs, "copy-of-b.csv"));

        PullReport first = await PullAsync(Folder());
        Assert.Equal((20, 5, 1, true), (first.Statements, first.Duplicates, first.OfOtherDays, first.Complete));
        Assert.Equal([false, false, true], first.Sources.Single().Files.Select(f => f.SameAsBefore));
        string[] once = Events(first.File);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"select {n}"), once.Select(e => e.Split('|')[1]));

        PullReport again = await PullAsync(Folder());
        Assert.Equal((20, 25), (again.Statements, again.Duplicates));
        Assert.Equal(once, Events(again.File));
        Assert.False(Directory.Exists(Path.Combine(Days.Folder(_day.Name), "incoming")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(again.File));
    }

    [Fact]
    public async Task Secrets_are_replaced_alike_and_stay_replaced_when_pulled_again()
    {
        File.WriteAllText(Path.Combine(Logs, "a.csv"), string.Concat(
            CsvLines.Statement("duration: 1.000 ms  statement: ALTER ROLE app PASSWORD 'hunter2'", line: 1),
            CsvLines.Statement("duration: 1.000 ms  execute <unnamed>: INSERT INTO s (id, token) VALUES ($1, $2)", "parameters: $1 = '7', $2 = 'tok''en'", line: 2),
            CsvLines.Statement("duration: 1.000 ms  execute <unnamed>: SELECT * FROM s WHERE token = $1", "parameters: $1 = 'tok''en'", line: 3)));
        PullReport report = await PullAsync(Folder());
        Assert.Equal(3, report.Redacted);
        string[] events = Events(report.File);
        Assert.DoesNotContain(events, e => e.Contains("hunter2", StringComparison.Ordinal) || e.Contains("tok'en", StringComparison.Ordinal));
        string token = events[2].Split('|')[2];
        Assert.StartsWith("redacted-", token, StringComparison.Ordinal);
        Assert.Equal($"7,{token}", events[1].Split('|')[2]);
        Assert.Equal(events, Events((await PullAsync(Folder())).File));
    }

    [Fact]
    public async Task A_pulled_day_packs_into_the_units_of_its_log()
    {
        string log = Path.Combine(Logs, "a.csv");
        File.WriteAllText(log, string.Concat(
            CsvLines.Statement("duration: 0.100 ms  statement: begin", line: 1, transaction: "3/1", time: "2026-11-11 00:00:01.000 UTC"),
            CsvLines.Statement("duration: 0.100 ms  execute <unnamed>: update t set a = $1", "parameters: $1 = '1'", line: 2, transaction: "3/1", time: "2026-11-11 00:00:01.010 UTC"),
            CsvLines.Statement("duration: 0.100 ms  execute <unnamed>: update u set a = $1", "parameters: $1 = NULL", line: 3, transaction: "3/1", time: "2026-11-11 00:00:01.020 UTC"),
            CsvLines.Statement("duration: 0.100 ms  statement: commit", line: 4, transaction: "3/1", time: "2026-11-11 00:00:01.030 UTC"),
            CsvLines.Statement("duration: 0.100 ms  execute <unnamed>: insert into t values (1)", line: 5, transaction: "3/2", time: "2026-11-11 00:00:02.000 UTC"),
            CsvLines.Statement("duration: 0.100 ms  execute <unnamed>: insert into u values (1)", line: 6, transaction: "3/2", time: "2026-11-11 00:00:02.010 UTC"),
            CsvLines.Statement("duration: 0.100 ms  statement: select 1", line: 7, transaction: "3/0", time: "2026-11-11 00:00:03.000 UTC"),
            CsvLines.Error("select 1/0", line: 8)));
        PullReport report = await PullAsync(Folder());
        var options = new PackOptions { Lanes = 4 };
        Manifest ofLog = Packer.Pack([log], Path.Combine(_folder, "of-log"), options, default);
        Manifest ofDay = Packer.Pack([report.File], Path.Combine(_folder, "of-day"), options, default);
        Assert.Equal(4, ofLog.Units);
        Assert.Equal((ofLog.Units, ofLog.Statements, ofLog.Sessions), (ofDay.Units, ofDay.Statements, ofDay.Sessions));
        Assert.Equal(ofLog.Lanes, ofDay.Lanes);
    }

    [Fact]
    public async Task What_a_program_prints_is_a_source_and_its_failure_a_problem_that_leaves_the_others()
    {
        File.WriteAllText(Path.Combine(Logs, "a.csv"), CsvLines.Statement("duration: 0.100 ms  statement: select 1"));
        PullReport report = await PullAsync(
            new PullSource("good") { Command = ["sh", "-c", $"cat {Logs}/a.csv; echo {{date}} >> {Logs}/asked"] },
            new PullSource("bad") { Command = ["sh", "-c", "echo no such host >&2; exit 7"] },
            new PullSource("missing") { Command = ["/no/such/program"] },
            new PullSource("nowhere") { Directory = "/no/such/folder" });
        Assert.Equal((1, false), (report.Statements, report.Complete));
        Assert.Equal("2026-11-11\n", File.ReadAllText(Path.Combine(Logs, "asked")));
        Assert.Null(report.Sources[0].Problem);
        Assert.Equal("sh ended with 7: no such host", report.Sources[1].Problem);
        Assert.StartsWith("/no/such/program cannot be started", report.Sources[2].Problem, StringComparison.Ordinal);
        Assert.Equal("/no/such/folder does not exist", report.Sources[3].Problem);
    }

    [Fact]
    public async Task Damage_is_told_and_the_rest_is_kept()
    {
        File.WriteAllText(Path.Combine(Logs, "a.csv"), CsvLines.Statement("duration: 0.100 ms  statement: select 1") + "garbage\n" + CsvLines.Statement("duration: 0.100 ms  statement: select 2", line: 2));
        PullReport report = await PullAsync(Folder());
        Assert.Equal((2, false), (report.Statements, report.Complete));
        PulledFile file = report.Sources.Single().Files.Single();
        Assert.Equal((8, "8 bytes belong to no sound record"), (file.BytesSkipped, file.Problem));
    }

    [Fact]
    public async Task A_masked_capture_makes_a_masked_day()
    {
        File.Copy(Captures.Write(masked: true, Captures.Statement("select 1", 1)), Path.Combine(Logs, "a.swc"));
        var early = new LogDay(new DateOnly(1970, 1, 1), TimeSpan.Zero);
        PullReport report = await PullAsync(early, Folder());
        using EventSource day = EventSource.Open(report.File);
        Assert.Contains("k1", day.MaskedBy, StringComparison.Ordinal);
        Assert.Equal(1, report.Statements);
    }

    [Fact]
    public async Task Days_older_than_are_kept_go()
    {
        File.WriteAllText(Path.Combine(Logs, "a.csv"), CsvLines.Statement("duration: 0.100 ms  statement: select 1"));
        await PullAsync(Folder());
        await PullAsync(_day.Plus(-2), Folder());
        Assert.Equal(2, Days.All().Count);
        var later = new LogDay(_day.Date.AddDays(3), TimeSpan.Zero);
        PullReport report = await PullAsync(later, Folder());
        Assert.Equal(["2026-11-09"], report.Removed);
        Assert.Equal([_day.Date, later.Date], Days.All());
    }

    private PullSource Folder() => new("logs") { Directory = Logs };

    private Task<PullReport> PullAsync(params PullSource[] sources) => PullAsync(_day, sources);

    private Task<PullReport> PullAsync(LogDay day, params PullSource[] sources) =>
        new DayPull(new PullPlan { Sources = sources, RedactedColumns = ["token"], KeepDays = 5 }, Days, _http, TimeProvider.System) { RedactionKey = Encoding.UTF8.GetBytes("0123456789abcdef") }
            .RunAsync(day, null, default);

    private static string[] Events(string file)
    {
        using EventSource source = EventSource.Open(file);
        List<string> events = [];
        while (source.TryRead(out LogEvent e))
        {
            List<string> values = [];
            ParameterReader reader = e.Parameters.Read();
            while (reader.Next(out Parameter p))
                values.Add(Encoding.UTF8.GetString(p.Raw));
            events.Add(string.Create(CultureInfo.InvariantCulture, $"{e.StartMicros}|{Encoding.UTF8.GetString(e.Sql)}|{string.Join(',', values)}"));
        }
        Assert.True(source.Tally.Balances);
        return [.. events.Order(StringComparer.Ordinal)];
    }
}
