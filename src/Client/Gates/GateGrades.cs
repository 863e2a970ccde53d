using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Shapes;
using Seawall.Client.Switches;

namespace Seawall.Client.Gates;

/// <summary>How much each business matters to a gate, as <c>gate/grades</c> holds it: <c>{"trade":"G0","reviews":"G2","*":"G3"}</c>. What matters least gives way first.</summary>
public sealed record GateGrades
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "grades";

    /// <summary>Every business that is not named.</summary>
    public const string Everyone = "*";

    /// <summary>Nobody is named: all matter alike.</summary>
    public static GateGrades None { get; } = new();

    public FrozenDictionary<string, Grade> Businesses { get; init; } = FrozenDictionary<string, Grade>.Empty;

    /// <summary>The grade of a business that is not named; G2 when unset.</summary>
    public Grade Others { get; init; } = Grade.G2;

    public Grade Of(string business) => Businesses.TryGetValue(business, out var grade) ? grade : Others;

    /// <summary>The grades of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateGrades? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        var grades = new Dictionary<string, Grade>(StringComparer.Ordinal);
        foreach (var business in shape.Names)
        {
            if (Enum.TryParse<Grade>(shape.Text(business, "G2", text => Enum.TryParse<Grade>(text, out _) && text.StartsWith('G') ? null : "one of G0, G1, G2, G3, G4"), out var grade))
                grades[business] = grade;
        }
        shape.End();
        return found.Count > 0 ? null : new GateGrades { Others = grades.GetValueOrDefault(Everyone, Grade.G2), Businesses = grades.ToFrozenDictionary(StringComparer.Ordinal) };
    }
}
