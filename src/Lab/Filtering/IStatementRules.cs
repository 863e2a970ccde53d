using Seawall.Lab.Packing;

namespace Seawall.Lab.Filtering;

/// <summary>Decides about one statement after the other, each session's in captured order.</summary>
internal interface IStatementRules
{
    Verdict Of(in StatementPart part, SessionNames names);

    /// <summary>Whether a fingerprint's statements may change something.</summary>
    bool Writes(ManifestDigest digest);
}

/// <summary>What the statements of a session have named so far.</summary>
internal sealed class SessionNames
{
    public LeftOutNames Prepared { get; set; } = new();

    public LeftOutNames Cursors { get; } = new();
}

/// <summary>Names whose definition is left out.</summary>
internal sealed class LeftOutNames
{
    private readonly HashSet<string> _names;

    public LeftOutNames() => _names = new HashSet<string>(StringComparer.Ordinal);

    public LeftOutNames(LeftOutNames other) => _names = new HashSet<string>(other._names, StringComparer.Ordinal);

    /// <summary>Notes what becomes of the definition; true when it is kept.</summary>
    public bool Define(string name, Verdict definition)
    {
        if (definition.IsKept)
        {
            _names.Remove(name);
        }
        else
        {
            _names.Add(name);
        }

        return definition.IsKept;
    }

    public bool IsLeftOut(string name) => _names.Contains(name);
}
