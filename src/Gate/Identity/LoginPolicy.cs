using System.Collections.Frozen;
using Seawall.Client.Gates;

namespace Seawall.Gate.Identity;

/// <summary>
/// Which business a client is of. A login was proven; what a comment or an application name says counts as far as the login may say it, the comment before the name.
/// <c>gate/logins</c> is asked first, then the businesses of the gate's own options. Where neither says anything of any login, a client's word counts and its login's name
/// stands for who says nothing. Where they do, who says nothing, or what it may not, is of business <see cref="GateLogins.Unknown"/>.
/// </summary>
internal sealed class LoginPolicy(GateLogins logins, GateGrades grades, IReadOnlyDictionary<string, string> named)
{
    // A business that a login proves is nobody else's word.
    private readonly FrozenSet<string> _proven = named.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The business of a login that says nothing; null for its own name.</summary>
    public string? OwnOf(string login)
    {
        if (logins.Logins.TryGetValue(login, out var ceiling))
            return ceiling.Business;
        if (named.TryGetValue(login, out var business))
            return business;
        return logins.IsSet ? logins.Of(login).Business : named.Count > 0 ? GateLogins.Unknown : null;
    }

    /// <summary>Whether a login's word for a business is taken.</summary>
    public bool Admits(string login, string business)
    {
        if (logins.Logins.TryGetValue(login, out var ceiling))
            return ceiling.Admits(business, grades);
        if (named.TryGetValue(login, out var own))
            return business == own;
        return logins.IsSet ? logins.Of(login).Admits(business, grades) : !_proven.Contains(business);
    }
}
