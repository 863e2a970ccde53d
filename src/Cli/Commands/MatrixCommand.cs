using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Client.Dependencies;
using Seawall.Control.Dependencies;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall matrix</c>: feature × dependency as declared, as seen and as drills found it. Exit code 1 when something is red.</summary>
internal static class MatrixCommand
{
    /// <summary>The matrix as it is printed: the counts first, so that a check can hold on to them.</summary>
    private sealed record MatrixView(int Count, int Red, int Undeclared, int TestedOtherwise, int Unseen, int Tested, IReadOnlyList<MatrixCell> Cells, IReadOnlyList<SeenUse> Apart);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var red = new Option<bool>("--red") { Description = "Only what is red" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("matrix", "What buyers have of each feature while a dependency is away: declared beside the feature, seen from calls, tested by drills; exit code 1 when these differ")
        {
            Examples = ["seawall matrix", "seawall matrix --red", "seawall matrix --json"],
        };
        command.Add(json);
        command.Add(red);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(json), parsed.GetValue(red), Place.Current.Topology(parsed.GetValue(topology)?.FullName), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool json, bool red, SiteTopology topology, CancellationToken ct)
    {
        using HttpClient http = ControlApi.Open(Place.Current, topology);
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/api/matrix", UriKind.Relative), ct).ExpectOkAsync(ct).ConfigureAwait(false);
        DependencyMatrix matrix = (await answer.Content.ReadFromJsonAsync<DependencyMatrix>(ControlApi.Json, ct).ConfigureAwait(false))!;
        if (matrix.Cells.Count == 0)
        {
            throw new CommandException("no feature of this site says what it depends on; `seawall switch list` shows its switches");
        }
        if (json)
        {
            var view = new MatrixView(
                matrix.Cells.Count, matrix.Red, matrix.Cells.Count(cell => cell.Verdict == MatrixVerdict.Undeclared), matrix.Cells.Count(cell => cell.Verdict == MatrixVerdict.TestedOtherwise),
                matrix.Unseen, matrix.Tested, red ? [.. matrix.Cells.Where(cell => cell.IsRed)] : matrix.Cells, matrix.Apart);
            Console.WriteLine(JsonSerializer.Serialize(view, ControlApi.Json));
        }
        else
        {
            Write(Console.Out, matrix, red);
        }
        return matrix.Red == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>One line a feature: what it needs and what buyers have without; <c>~</c> was never seen, <c>*</c> was tested, <c>!</c> is red.</summary>
    internal static void Write(TextWriter output, DependencyMatrix matrix, bool onlyRed)
    {
        foreach (IGrouping<string, MatrixCell> feature in matrix.Cells.Where(cell => !onlyRed || cell.IsRed).GroupBy(cell => cell.Feature))
        {
            output.WriteLine($"{feature.Key,-24}{string.Join("  ", feature.Select(Text))}");
        }
        if (!onlyRed && matrix.Apart.Count > 0)
        {
            output.WriteLine($"outside of any feature: {string.Join(", ", matrix.Apart.Select(use => $"{use.Process} → {use.Dependency}"))}");
        }
        output.WriteLine($"{matrix.Cells.Count} dependencies: {matrix.Red} red (!), {matrix.Unseen} declared and never seen (~), {matrix.Tested} tested by drills (*)");
    }

    private static string Text(MatrixCell cell)
    {
        string mark = cell.IsRed ? "!" : cell.Tested is not null ? "*" : cell.Verdict == MatrixVerdict.Unseen ? "~" : "";
        string declared = cell.Declared is { } without ? Word(without) : "undeclared";
        return cell.Verdict == MatrixVerdict.TestedOtherwise
            ? $"{cell.Dependency} {declared}, {cell.Tested!.Drill} found {Word(cell.Tested.State)}{mark}"
            : $"{cell.Dependency} {declared}{mark}";
    }

    private static string Word(Without without) => without.ToString().ToLowerInvariant();
}
