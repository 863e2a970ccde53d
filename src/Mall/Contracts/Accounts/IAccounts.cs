namespace Seawall.Mall.Contracts.Accounts;

/// <summary>Who the buyers are and whether they are signed in.</summary>
public interface IAccounts
{
    /// <summary>Creates a buyer and signs them in.</summary>
    Task<SignInResult> RegisterAsync(Registration registration, CancellationToken ct);

    /// <summary>Opens a session when the password is right.</summary>
    Task<SignInResult> SignInAsync(Credentials credentials, CancellationToken ct);

    /// <summary>The buyer of a live session; null when the token is unknown, expired or signed out.</summary>
    Task<Buyer?> FindBuyerAsync(string token, CancellationToken ct);

    /// <summary>Ends the session; an unknown token is no error.</summary>
    Task SignOutAsync(string token, CancellationToken ct);
}

/// <summary>A registered buyer.</summary>
public sealed record Buyer(long Id, string Email, string Name);

/// <summary>What a buyer types to sign in.</summary>
public sealed record Credentials(string Email, string Password);

/// <summary>What a buyer types to register; the password needs 8..128 characters.</summary>
public sealed record Registration(string Email, string Password, string Name);

/// <summary>How a sign-in or registration ended.</summary>
public enum SignInOutcome
{
    SignedIn,
    WrongEmailOrPassword,
    EmailTaken,
    EmailInvalid,
    PasswordTooShort,
    NameInvalid,
}

/// <summary>The outcome, with a session only when signed in.</summary>
public sealed record SignInResult(SignInOutcome Outcome, Session? Session = null);

/// <summary>A session's secret token, its buyer and its end.</summary>
public sealed record Session(string Token, Buyer Buyer, DateTimeOffset Expires);
