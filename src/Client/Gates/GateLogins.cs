using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Shapes;
using Seawall.Client.Switches;

namespace Seawall.Client.Gates;

/// <summary>
/// Who the logins of a gate are, as <c>gate/logins</c> holds it: <c>{"trade":{"business":"trade"},"portal":{"business":"portal","may":["reviews"]},"tools":{"best":"G3"}}</c>.
/// A login was proven, a comment and an application name were not: they say which business a statement is of only as far as its login may.
/// </summary>
public sealed record GateLogins
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "logins";

    /// <summary>Every login that is not named.</summary>
    public const string Everyone = "*";

    /// <summary>The business of a client that nobody knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>Nothing is said of any login.</summary>
    public static GateLogins None { get; } = new();

    /// <summary>Whether anything is said; then a login that is not named may claim nothing and is of business <see cref="Unknown"/>.</summary>
    public bool IsSet { get; init; }

    public FrozenDictionary<string, LoginCeiling> Logins { get; init; } = FrozenDictionary<string, LoginCeiling>.Empty;

    /// <summary>What a login may be; that of <see cref="Everyone"/> when it is not named, or of nobody.</summary>
    public LoginCeiling Of(string login) => Logins.GetValueOrDefault(login) ?? Logins.GetValueOrDefault(Everyone) ?? LoginCeiling.Nobody;

    /// <summary>The logins of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateLogins? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        var logins = new Dictionary<string, LoginCeiling>(StringComparer.Ordinal);
        foreach (var login in shape.Names)
        {
            if (shape.Object(login) is not { } member)
                continue;
            logins[login] = new LoginCeiling
            {
                Business = member.Text("business", Unknown, NameFault),
                May = member.Texts("may", NameFault).ToFrozenSet(StringComparer.Ordinal),
                Best = Enum.TryParse<Grade>(member.Text("best", "", GradeFault), out var grade) && member.Has("best") ? grade : null,
            };
            member.End();
        }
        shape.End();
        return found.Count > 0 ? null : new GateLogins { IsSet = true, Logins = logins.ToFrozenDictionary(StringComparer.Ordinal) };
    }

    private static string? NameFault(string text) => text.Length is > 0 and <= 63 ? null : "a business's name of 1 to 63 characters";

    private static string? GradeFault(string text) => text is "G0" or "G1" or "G2" or "G3" or "G4" ? null : "one of G0, G1, G2, G3, G4";
}

/// <summary>What a login is and what it may say it is.</summary>
public sealed record LoginCeiling
{
    /// <summary>A login that nobody named.</summary>
    public static LoginCeiling Nobody { get; } = new();

    /// <summary>The business of what says nothing, or says what it may not; unknown when unset.</summary>
    public string Business { get; init; } = GateLogins.Unknown;

    /// <summary>Businesses that it may say it is of.</summary>
    public FrozenSet<string> May { get; init; } = FrozenSet<string>.Empty;

    /// <summary>It may say that it is of any business that <c>gate/grades</c> names with this grade or one that matters less; null for none.</summary>
    public Grade? Best { get; init; }

    /// <summary>Whether its word is taken for a business.</summary>
    public bool Admits(string business, GateGrades grades) =>
        business == Business || May.Contains(business) || (Best is { } best && grades.Businesses.TryGetValue(business, out var grade) && grade >= best);
}
