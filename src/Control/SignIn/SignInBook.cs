using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Seawall.Control.Operators;

namespace Seawall.Control.SignIn;

/// <summary>How an attempt to sign in ended.</summary>
public enum SignInOutcome
{
    SignedIn,

    /// <summary>Not a link of this console.</summary>
    Unknown,
    Expired,

    /// <summary>The link has been used before.</summary>
    Used,
}

/// <summary>Who is signed in: turns a link into a session once, or a person's own token whenever it is shown, and knows the sessions. Kept over a restart.</summary>
public sealed partial class SignInBook(ControlOptions options, ISignInStore store, OperatorBook operators, TimeProvider time, ILogger<SignInBook> log)
{
    private const int MostSessions = 200;

    private readonly Lock _turn = new();
    private SignIns? _signIns;

    /// <summary>Signs in with the token of a link or a person's own; the session's token is for the browser alone.</summary>
    public SignInOutcome TrySignIn(string link, out string session, out DateTimeOffset until)
    {
        (session, until) = ("", default);
        var now = time.GetUtcNow();
        if (operators.Find(link) is { } owner)
        {
            lock (_turn)
                (session, until) = Begin(Current(now), owner, now);
            return SignInOutcome.SignedIn;
        }
        if (!LoginLinks.IsGenuine(options.SignInSecret, link, out var person, out var id, out var expires))
            return SignInOutcome.Unknown;
        if (expires <= now)
            return SignInOutcome.Expired;
        lock (_turn)
        {
            var signIns = Current(now);
            if (signIns.Used.Any(used => used.Id == id))
                return SignInOutcome.Used;
            (session, until) = Begin(signIns with { Used = [.. signIns.Used, new Remembered(id, expires)] }, person!, now);
        }
        return SignInOutcome.SignedIn;
    }

    /// <summary>Whose session this is, as the list of operators has the person now; null for nobody's.</summary>
    public Person? Find(string? session)
    {
        if (string.IsNullOrEmpty(session) || session.Length > 64)
            return null;
        var hash = HashOf(session);
        var now = time.GetUtcNow();
        lock (_turn)
            return Current(now).Sessions.FirstOrDefault(known => known.Id == hash)?.Person is { } person ? operators.Today(person) : null;
    }

    /// <summary>Whose bearer this is: a person's own token, or what the site's secret vouches for; null for nobody's.</summary>
    public Person? FindBearer(string token) =>
        operators.Find(token) ?? (SiteBearer.Read(options.SignInSecret, token, time.GetUtcNow()) is { } person ? operators.Today(person) : null);

    /// <summary>Whether this session's token is signed in now.</summary>
    public bool IsSignedIn(string? session) => Find(session) is not null;

    /// <summary>Ends a session.</summary>
    public void SignOut(string session)
    {
        var hash = HashOf(session);
        lock (_turn)
        {
            var signIns = Current(time.GetUtcNow());
            Keep(signIns with { Sessions = [.. signIns.Sessions.Where(known => known.Id != hash)] });
        }
    }

    private (string Session, DateTimeOffset Until) Begin(SignIns signIns, Person person, DateTimeOffset now)
    {
        var (session, until) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), now + options.SessionLife);
        Keep(signIns with { Sessions = [.. signIns.Sessions.TakeLast(MostSessions - 1), new Session(HashOf(session), until, person)] });
        return (session, until);
    }

    private SignIns Current(DateTimeOffset now)
    {
        var signIns = _signIns = _signIns is null || store.IsStale ? store.Load() : _signIns;
        if (signIns.Used.Any(used => used.Until <= now) || signIns.Sessions.Any(session => session.Until <= now))
        {
            _signIns = signIns = new SignIns
            {
                Used = [.. signIns.Used.Where(used => used.Until > now)],
                Sessions = [.. signIns.Sessions.Where(session => session.Until > now)],
            };
        }
        return signIns;
    }

    // A full disk must not keep an operator out: what can't be kept holds until the console is started again.
    private void Keep(SignIns signIns)
    {
        _signIns = signIns;
        try
        {
            store.Save(signIns);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(log, e.Message);
        }
    }

    private static string HashOf(string session) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session)));

    private static partial class Log
    {
        [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "Who is signed in can't be kept over a restart: {Reason}")]
        public static partial void NotKept(ILogger logger, string reason);
    }
}
