using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Client.Dependencies;
using Seawall.Control.Dependencies;
using Seawall.Control.Operators;
using Seawall.Drills.Runs;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall drill matrix</c>: what buyers have of each feature while a dependency is away, found by taking it away. Exit code 3 when something differs from what is declared.</summary>
internal static class DrillMatrixCommand
{
    public static Command Create()
    {
        var dependencies = new Option<string>("--dependency") { Description = "Only these: cache, or services such as reviews; unset, the caches and every service", HelpName = "NAME[,NAME]" };
        var reason = new Option<string>("--reason") { Description = "Why; kept with the faults", HelpName = "WHY", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Do it; without, say what would be taken away" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var person = new OperatorOptions();
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("matrix", "Take caches and services away, one after the other, and see what buyers have of each feature; exit code 3 when it is not what is declared")
        {
            Examples = ["seawall drill matrix --reason \"a new build\" --yes", "seawall drill matrix --dependency cache,reviews --reason \"a new page\" --yes --json"],
        };
        foreach (Option option in (Option[])[dependencies, reason, yes, json, topology])
        {
            command.Add(option);
        }
        person.AddTo(command);
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(dependencies), parsed.GetRequiredValue(reason), parsed.GetValue(yes), parsed.GetValue(json), person.Read(parsed), Place.Current.Topology(parsed.GetValue(topology)?.FullName), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? named, string reason, bool yes, bool json, Person person, SiteTopology topology, CancellationToken ct)
    {
        IReadOnlyList<string> known = MatrixDrill.Dependencies(topology);
        string[] wanted = named is null ? [.. known] : named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new CommandException($"--dependency: '{unknown}' can't be taken away; these can: {string.Join(", ", known)}", ExitCode.Usage);
        }
        if (!yes)
        {
            throw new CommandException($"{string.Join(", ", wanted)} would be taken away, each for some seconds; add --yes to do it", ExitCode.Usage);
        }
        using HttpClient control = ControlApi.Open(Place.Current, topology, person);
        using HttpResponseMessage answer = await control.GetAsync(new Uri("/api/matrix", UriKind.Relative), ct).ExpectOkAsync(ct).ConfigureAwait(false);
        DependencyMatrix matrix = (await answer.Content.ReadFromJsonAsync<DependencyMatrix>(ControlApi.Json, ct).ConfigureAwait(false))!;
        var declared = matrix.Cells.GroupBy(cell => cell.Feature).ToDictionary(
            feature => feature.Key,
            feature => Needs.Parse(string.Join(", ", feature.Where(cell => cell.Declared is not null).Select(cell => $"{cell.Dependency} {cell.Declared}"))));

        using var site = new SiteDrill(Place.Current, topology, control, person.Name, TimeProvider.System);
        using var browser = new ProbeBrowser(new Uri($"http://{topology.ProcessOf("web")!.Listen}"));
        IReadOnlyList<TestedCell> found;
        try
        {
            found = await new MatrixDrill(site, topology, browser, declared, TimeProvider.System).RunAsync(wanted, SelfProgram.Build(), reason, ct).ConfigureAwait(false);
        }
        catch (DrillFailedException e)
        {
            throw new CommandException(e.Message);
        }
        MatrixFile.Replace(Place.Current.Home, wanted, found);
        MatrixCell[] cells = [.. found.Select(cell => new MatrixCell(cell.Feature, cell.Dependency, declared.GetValueOrDefault(cell.Feature)?[cell.Dependency], [], cell))];
        int otherwise = cells.Count(cell => cell.IsRed);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { dependencies = wanted, features = cells.Select(cell => cell.Feature).Distinct().Count(), tested = cells.Length, otherwise, cells }, ControlApi.Json));
        }
        else
        {
            foreach (MatrixCell cell in cells.OrderBy(cell => cell.Feature, StringComparer.Ordinal))
            {
                Console.WriteLine($"{cell.Feature,-24}{cell.Dependency,-12}{Word(cell.Tested!.State),-10}{(cell.IsRed ? $"declared {Word(cell.Declared ?? Without.Up)} (!)" : "")}".TrimEnd());
            }
            Console.WriteLine($"{cells.Length} found, {otherwise} otherwise than declared");
        }
        return otherwise == 0 ? ExitCode.Ok : ExitCode.ThresholdMissed;
    }

    private static string Word(Without without) => without.ToString().ToLowerInvariant();
}
