using Seawall.Control.Operators;

namespace Seawall.Control.Freezes;

/// <summary>Who may agree as the second person on the machine itself, with the control center down: the same who may agree to a proposal.</summary>
public static class SecondPerson
{
    /// <summary>Where the second person's token is looked for, on sites that list approvers.</summary>
    public const string TokenVariable = "SEAWALL_SECOND_TOKEN";

    /// <summary>Why this second person's word does not count; null when it does.</summary>
    /// <param name="listed">The site's list of persons.</param>
    /// <param name="token">The second person's own token; needed as soon as an approver is listed, since the site's secret then speaks for nobody.</param>
    public static string? Refusal(OperatorBook listed, string first, string? second, string? token)
    {
        if (!PersonName.IsValid(second))
            return "name the second person who agrees: --second NAME";
        if (string.Equals(first, second, StringComparison.OrdinalIgnoreCase))
            return $"{second} is the first person; another one must agree";
        if (!listed.All.Values.Any(known => known.Level == OperatorLevel.Approver))
            return null;
        return token is { Length: > 0 } shown && listed.Find(shown) is { Level: OperatorLevel.Approver } owner && string.Equals(owner.Name, second, StringComparison.OrdinalIgnoreCase) ? null
            : $"this site has approvers of its own; set {TokenVariable} to the token of {second}, who must be one";
    }
}
