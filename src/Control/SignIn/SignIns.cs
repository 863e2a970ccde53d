using Seawall.Control.Operators;

namespace Seawall.Control.SignIn;

/// <summary>All that is remembered of signing in; links and sessions that ran out are forgotten.</summary>
public sealed record SignIns
{
    /// <summary>Links that were used, so that none is used twice.</summary>
    public IReadOnlyList<Remembered> Used { get; init; } = [];

    /// <summary>Who is signed in, by the SHA-256 of the session's token.</summary>
    public IReadOnlyList<Session> Sessions { get; init; } = [];
}

/// <summary>An identity until it is forgotten.</summary>
public sealed record Remembered(string Id, DateTimeOffset Until);

/// <summary>A person's session; without a person (those of former builds had none) it is nobody's.</summary>
public sealed record Session(string Id, DateTimeOffset Until, Person? Person);

/// <summary>Where sign-ins are kept over a restart; the seam to the disk.</summary>
public interface ISignInStore
{
    /// <summary>What was kept last; empty when there is nothing or it is damaged.</summary>
    SignIns Load();

    /// <summary>Whether another process has kept something since this one loaded or kept last; never, where there is only one.</summary>
    bool IsStale => false;

    /// <summary>Keeps it, readable by its owner only. Throws <see cref="IOException"/> when it can't.</summary>
    void Save(SignIns signIns);
}
