using Seawall.Client.Dependencies;

namespace Seawall.Control.Dependencies;

/// <summary>Which process was seen using which dependency for which feature; the feature is <c>-</c> for what none asked for.</summary>
public sealed record SeenUse(string Feature, string Dependency, string Process);

/// <summary>Feature × dependency: what is declared, what was seen, what drills found.</summary>
/// <param name="Apart">Uses outside of any feature: timers, health, what no page asked for.</param>
public sealed record DependencyMatrix(IReadOnlyList<MatrixCell> Cells, IReadOnlyList<SeenUse> Apart)
{
    private const string NoFeature = "-";

    public int Red => Cells.Count(cell => cell.IsRed);

    public int Unseen => Cells.Count(cell => cell.Verdict == MatrixVerdict.Unseen);

    public int Tested => Cells.Count(cell => cell.Tested is not null);

    /// <summary>The features in order of name.</summary>
    public IReadOnlyList<string> Features => [.. Cells.Select(cell => cell.Feature).Distinct()];

    /// <summary>The database, the cache, then services by name.</summary>
    public IReadOnlyList<string> Dependencies => [.. Cells.Select(cell => cell.Dependency).Distinct().OrderBy(Order).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>Puts together what is known; a pure function. A drill's newest finding of a cell counts.</summary>
    public static DependencyMatrix Of(IReadOnlyDictionary<string, Needs> declared, IReadOnlyCollection<SeenUse> seen, IReadOnlyCollection<TestedCell> tested)
    {
        var uses = seen.Where(use => use.Feature != NoFeature).ToLookup(use => (use.Feature, use.Dependency), use => use.Process);
        var found = tested.GroupBy(cell => (cell.Feature, cell.Dependency)).ToDictionary(group => group.Key, group => group.MaxBy(cell => cell.At)!);
        var names = declared.SelectMany(feature => feature.Value.All.Keys.Select(dependency => (Feature: feature.Key, Dependency: dependency)))
            .Concat(uses.Select(use => use.Key)).Concat(found.Keys).Distinct()
            .OrderBy(name => name.Feature, StringComparer.Ordinal).ThenBy(name => Order(name.Dependency)).ThenBy(name => name.Dependency, StringComparer.Ordinal);
        return new DependencyMatrix(
            [.. names.Select(name => new MatrixCell(
                name.Feature,
                name.Dependency,
                declared.GetValueOrDefault(name.Feature)?[name.Dependency],
                [.. uses[name].Distinct().Order(StringComparer.Ordinal)],
                found.GetValueOrDefault(name)))],
            [.. seen.Where(use => use.Feature == NoFeature).OrderBy(use => use.Process, StringComparer.Ordinal).ThenBy(use => use.Dependency, StringComparer.Ordinal)]);
    }

    public MatrixCell? Find(string feature, string dependency) => Cells.FirstOrDefault(cell => cell.Feature == feature && cell.Dependency == dependency);

    private static int Order(string dependency) => dependency switch { Needs.Database => 0, Needs.Cache => 1, _ => 2 };
}
