using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Operators;

/// <summary>What a person may do; each level may do what those before it may.</summary>
public enum OperatorLevel
{
    /// <summary>Sees everything and changes nothing.</summary>
    Viewer,

    /// <summary>Changes what is not core; what is core, it proposes.</summary>
    Operator,

    /// <summary>Agrees to what another person proposed, and says who the operators are.</summary>
    Approver,
}

/// <summary>Somebody who asks something of the control center.</summary>
/// <param name="Name">As it stands in the audit; see <see cref="PersonName"/>.</param>
/// <param name="IsOwn">True when shown by the person's own token; false when a secret of the site vouched for the name, as on the machine it runs on.</param>
public sealed record Person(string Name, OperatorLevel Level, bool IsOwn = false)
{
    /// <summary>Who sent this request; null for nobody known.</summary>
    public static Person? Of(HttpContext http) => http.Features.Get<SignIn.SignedIn>()?.Person;
}

/// <summary>Names of persons: 1 to 64 letters, digits, dots, dashes, underscores and at signs, a letter or digit first.</summary>
public static class PersonName
{
    public const int MostCharacters = 64;

    public static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= MostCharacters } && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@');
}
