using System.Net.Mail;

namespace Seawall.Mall.Accounts.Buyers;

/// <summary>E-mail addresses in the one form they are stored and looked up in.</summary>
internal static class Email
{
    private const int Longest = 254;

    /// <summary>Trimmed and lower-cased; null when it is no plain address.</summary>
    public static string? Normalize(string? text)
    {
        var trimmed = text?.Trim().ToLowerInvariant();
        return trimmed is { Length: > 2 and <= Longest } && MailAddress.TryCreate(trimmed, out var address) && address.Address == trimmed
            ? trimmed
            : null;
    }
}
