using System.Text.Json;

namespace Seawall.Peers.Tests;

public sealed class BenchProgramTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public async Task Without_a_name_it_lists_the_benches()
    {
        Assert.Equal(0, await RunAsync());
        Assert.Equal("  still      Measures nothing\n", _output.ToString());
    }

    [Fact]
    public async Task An_unknown_name_is_a_mistake_and_gets_the_list()
    {
        Assert.Equal(2, await RunAsync("nosuch", "--quick"));
        Assert.Equal("seawall: there is no bench 'nosuch'; there are:\n  still      Measures nothing\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task What_a_bench_needs_is_said_to_the_launcher()
    {
        Assert.Equal(0, await RunAsync("packages", "still"));
        Assert.Equal("postgresql pgbouncer\n", _output.ToString());
    }

    [Fact]
    public void Every_bench_has_a_name_of_its_own_and_says_what_it_measures()
    {
        Assert.Equal(BenchTable.All.Count, BenchTable.All.Select(b => b.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(BenchTable.All, b => Assert.Matches("^[a-z][a-z-]*$", b.Name));
        Assert.All(BenchTable.All, b => Assert.InRange(b.About.Length, 10, 130));
    }

    [Fact]
    public void Results_keep_bench_command_time_machine_versions_and_every_figure_with_its_ratio()
    {
        BenchContext context = new(quick: true, "/checkout", Path.GetTempPath(), "/checkout/seawall", TextWriter.Null);
        context.Version("pgbouncer", "1.18.0");
        context.Note("Quick.");
        ResultsFile file = ResultsFile.Of(
            "gate", "./seawall bench gate --quick", new DateTimeOffset(2026, 11, 11, 0, 0, 0, TimeSpan.Zero), context,
            [new Figure("cpu_us_per_query", "simple/16", "µs", 19.83412, "pgbouncer 1.18.0", 21.40044), new Figure("tps", "simple/16", "1/s", 41234.56, null, null)]);

        using JsonDocument json = JsonDocument.Parse(file.ToJson());
        Assert.Equal(["bench", "command", "at", "machine", "versions", "notes", "figures"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            """[{"name":"cpu_us_per_query","case":"simple/16","unit":"µs","seawall":19.83,"peer":"pgbouncer 1.18.0","peerValue":21.4,"ratio":0.9268},{"name":"tps","case":"simple/16","unit":"1/s","seawall":41235}]""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("figures"), new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.True(json.RootElement.GetProperty("machine").GetProperty("processors").GetInt32() > 0);
        Assert.Equal("1.18.0", json.RootElement.GetProperty("versions").GetProperty("pgbouncer").GetString());
    }

    [Fact]
    public void The_table_shows_each_figure_in_a_row()
    {
        BenchContext context = new(quick: true, "/checkout", Path.GetTempPath(), "/checkout/seawall", TextWriter.Null);
        ResultsFile file = ResultsFile.Of(
            "gate", "./seawall bench gate", default, context, [new Figure("cpu_us_per_query", "simple/16", "µs", 19.8, "pgbouncer 1.18.0", 21.4), new Figure("tps", "simple/16", "1/s", 41234, null, null)]);

        Assert.Equal(
            """
            figure            case       unit  seawall  peer              its value   ratio
            cpu_us_per_query  simple/16  µs       19.8  pgbouncer 1.18.0       21.4  0.9252
            tps               simple/16  1/s     41234

            """,
            BenchText.Table(file));
    }

    private Task<int> RunAsync(params string[] arguments) => BenchProgram.RunAsync(arguments, [new StillBench()], _output, _error);

    private sealed class StillBench : IBench
    {
        public string Name => "still";

        public string About => "Measures nothing";

        public IReadOnlyList<string> Packages => ["postgresql", "pgbouncer"];

        public Task<IReadOnlyList<Figure>> RunAsync(BenchContext context, CancellationToken ct) => Task.FromResult<IReadOnlyList<Figure>>([]);
    }
}
