namespace Seawall.Control.Operators;

/// <summary>A person of the site's list.</summary>
/// <param name="TokenHash">SHA-256 of the person's token, hexadecimal; the token itself is kept nowhere.</param>
/// <param name="By">Who added the person.</param>
public sealed record KnownOperator(string Name, OperatorLevel Level, string TokenHash, string By, DateTimeOffset Since);
