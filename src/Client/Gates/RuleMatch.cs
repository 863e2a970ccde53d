using System.Collections.Frozen;
using System.Globalization;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>Which statements a rule means. All that is set must hold; what is not set holds for any.</summary>
public sealed record RuleMatch
{
    /// <summary>The kinds a statement may be of; a text of several statements has the kind of its strictest.</summary>
    public static FrozenSet<string> Kinds { get; } = FrozenSet.ToFrozenSet(
        [
            "empty", "show", "begin", "commit", "rollback", "savepoint", "release", "rollbackto", "set", "reset", "deallocate", "close", "discard", "listen", "prepare", "fetch",
            "declare", "explain", "select", "execute", "notify", "lock", "copy", "insert", "update", "delete", "merge", "truncate", "analyze", "vacuum", "call", "do", "other", "ddl",
        ],
        StringComparer.Ordinal);

    public NameList Business { get; init; } = NameList.Any;

    public NameList Role { get; init; } = NameList.Any;

    public NameList Caller { get; init; } = NameList.Any;

    public NameList Login { get; init; } = NameList.Any;

    public NameList Database { get; init; } = NameList.Any;

    /// <summary>As the statement writes them, <c>schema.table</c> or <c>table</c>; <c>schema.*</c> is every table of a schema. A bare name in a statement is also one of the schema of its login's name.</summary>
    public NameList Table { get; init; } = NameList.Any;

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public NameList Kind { get; init; } = NameList.Any;

    /// <summary>Fingerprints; empty for any.</summary>
    public IReadOnlyList<ulong> Fingerprint { get; init; } = [];

    /// <summary>Whether it belongs to a rehearsal; null for either.</summary>
    public bool? Mark { get; init; }

    /// <summary>A SELECT of a table, an UPDATE or a DELETE without WHERE; null for either.</summary>
    public bool? NoWhere { get; init; }

    /// <summary>A SELECT of a table without LIMIT; null for either.</summary>
    public bool? NoLimit { get; init; }

    /// <summary>LIKE or ILIKE with a pattern in the text that begins with a wildcard; null for either.</summary>
    public bool? LeadingWildcard { get; init; }

    /// <summary>How many joins it has at least; 0 for any.</summary>
    public int JoinsAtLeast { get; init; }

    /// <summary>The server's own estimate of its cost at least; null for any. A statement not estimated yet is not meant.</summary>
    public double? CostAtLeast { get; init; }

    /// <summary>The server's own estimate of its rows at least; null for any.</summary>
    public double? RowsAtLeast { get; init; }

    /// <summary>When; null for always.</summary>
    public RuleWindow? Window { get; init; }

    internal static RuleMatch Read(Shape rule)
    {
        if (rule.Object("match") is not { } match)
            return new RuleMatch();
        var shape = match.Object("shape");
        var read = new RuleMatch
        {
            Business = NameList.Read(match, "business"),
            Role = NameList.Read(match, "role"),
            Caller = NameList.Read(match, "caller"),
            Login = NameList.Read(match, "login"),
            Database = NameList.Read(match, "database"),
            Table = NameList.Read(match, "table"),
            Kind = NameList.Read(match, "kind", kind => Kinds.Contains(kind) ? null : $"one of {string.Join(", ", Kinds.Order(StringComparer.Ordinal))}"),
            Fingerprint = [.. match.Texts("fingerprint", text => IsFingerprint(text, out _) ? null : "16 hexadecimal digits, as the statistics print them").Select(Fingerprinted)],
            Mark = Either(match, "mark"),
            NoWhere = Either(shape, "noWhere"),
            NoLimit = Either(shape, "noLimit"),
            LeadingWildcard = Either(shape, "leadingWildcard"),
            JoinsAtLeast = shape?.Count("joinsAtLeast", 0, 1, 255) ?? 0,
            CostAtLeast = match.Has("costAtLeast") ? match.Number("costAtLeast", 0, 0, 1e15) : null,
            RowsAtLeast = match.Has("rowsAtLeast") ? match.Number("rowsAtLeast", 0, 0, 1e15) : null,
            Window = RuleWindow.Read(match),
        };
        // Known though absent, so that a misspelt member is told what there is.
        match.Number("costAtLeast", 0, 0, 1e15);
        match.Number("rowsAtLeast", 0, 0, 1e15);
        shape?.End();
        match.End();
        return read;
    }

    private static bool? Either(Shape? shape, string name)
    {
        var flag = shape?.Flag(name, false);
        return shape is not null && shape.Has(name) ? flag : null;
    }

    private static bool IsFingerprint(string text, out ulong fingerprint) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out fingerprint) && text.Length == 16;

    private static ulong Fingerprinted(string text) => IsFingerprint(text, out var fingerprint) ? fingerprint : 0;
}
