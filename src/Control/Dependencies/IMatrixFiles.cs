using Seawall.Client.Dependencies;

namespace Seawall.Control.Dependencies;

/// <summary>What the matrix takes from the disk; the seam to it.</summary>
public interface IMatrixFiles
{
    /// <summary>What features declare that the config center does not know yet, by key: it was filled by an earlier build.</summary>
    IReadOnlyDictionary<string, Needs> Declared();

    /// <summary>What drills found; empty before the first.</summary>
    IReadOnlyList<TestedCell> Tested();
}

/// <summary>A control center without a site.</summary>
internal sealed class NoMatrixFiles : IMatrixFiles
{
    public IReadOnlyDictionary<string, Needs> Declared() => new Dictionary<string, Needs>();

    public IReadOnlyList<TestedCell> Tested() => [];
}
