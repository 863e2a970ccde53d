using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Client.Dependencies;

namespace Seawall.Control.Dependencies;

/// <summary>How what is declared, what was seen and what a drill found of one feature and one dependency go together.</summary>
[JsonConverter(typeof(MatrixVerdictText))]
public enum MatrixVerdict
{
    /// <summary>Declared and used, and no drill found otherwise.</summary>
    Agreed,

    /// <summary>Declared, and never used by a process that runs.</summary>
    Unseen,

    /// <summary>Used and not declared.</summary>
    Undeclared,

    /// <summary>A drill found something else than is declared; without a declaration that is anything but <see cref="Without.Up"/>.</summary>
    TestedOtherwise,
}

/// <summary>What a drill found of a feature while a dependency was away.</summary>
public sealed record TestedCell(
    string Feature, string Dependency, Without State, DateTimeOffset At, string Build, string Drill);

/// <summary>One feature and one dependency; null for what is not declared or was not tested.</summary>
/// <param name="Processes">Whose calls showed the use; empty when none did.</param>
public sealed record MatrixCell(
    string Feature,
    string Dependency,
    Without? Declared,
    IReadOnlyList<string> Processes,
    TestedCell? Tested)
{
    public MatrixVerdict Verdict =>
        Tested is { } tested && tested.State != (Declared ?? Without.Up) ? MatrixVerdict.TestedOtherwise
        : Declared is null && Processes.Count > 0 ? MatrixVerdict.Undeclared
        : Declared is not null && Processes.Count == 0 && Tested is null ? MatrixVerdict.Unseen
        : MatrixVerdict.Agreed;

    /// <summary>Whether something has to be put right: the declaration or the feature.</summary>
    public bool IsRed => Verdict is MatrixVerdict.Undeclared or MatrixVerdict.TestedOtherwise;
}

/// <summary>A verdict as JSON: <c>testedOtherwise</c>.</summary>
internal sealed class MatrixVerdictText() : JsonStringEnumConverter<MatrixVerdict>(JsonNamingPolicy.CamelCase);
