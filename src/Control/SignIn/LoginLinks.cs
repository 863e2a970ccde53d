using Seawall.Control.Operators;

namespace Seawall.Control.SignIn;

/// <summary>
/// Tokens of sign-in links: whom the site's secret vouches for. A command can make one while the console is down; that each is used once is remembered by
/// <see cref="SignInBook"/>.
/// </summary>
public static class LoginLinks
{
    private const string Purpose = "link";

    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>A fresh token that signs a person in.</summary>
    public static string Create(string secret, Person person, DateTimeOffset now) => Voucher.Create(secret, Purpose, person, now + Life);

    /// <summary>Whether the token was made with this secret; whom it signs in, its identity and expiry when it was.</summary>
    internal static bool IsGenuine(string secret, string token, out Person? person, out string id, out DateTimeOffset expires) =>
        Voucher.IsGenuine(secret, Purpose, token, out person, out id, out expires);
}
