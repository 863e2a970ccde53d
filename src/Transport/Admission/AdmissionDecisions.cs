namespace Seawall.Transport;

/// <summary>What becomes of a connection that has said who it is.</summary>
public enum Naming
{
    /// <summary>It comes in.</summary>
    Admitted,

    /// <summary>It comes in, and one that matters less is sent away.</summary>
    AdmittedForAnother,

    /// <summary>Its address has as many as it may.</summary>
    TooManyFromAddress,

    /// <summary>Its class has as many as it may.</summary>
    TooManyOfClass,

    /// <summary>The service is full, and nothing matters less.</summary>
    Full,
}

/// <summary>What a connection that has said who it is meets.</summary>
/// <param name="OfAddress">Connections of its address now.</param>
/// <param name="PerAddress">The most; 0 for any number.</param>
/// <param name="OfClass">Connections of its class now.</param>
/// <param name="PerClass">The most; null for any number.</param>
/// <param name="All">All named connections now.</param>
/// <param name="Total">The most; 0 for any number.</param>
/// <param name="Grade">How much it matters, 0 most.</param>
/// <param name="Victim">The grade of the connection that would give way; -1 when there is none.</param>
public readonly record struct NamingState(int OfAddress, int PerAddress, int OfClass, int? PerClass, int All, int Total, int Grade, int Victim);

/// <summary>What becomes of the connection that would be accepted next.</summary>
public enum Accepting
{
    /// <summary>It is accepted.</summary>
    Accept,

    /// <summary>It is accepted, and the oldest unfinished handshake gives way.</summary>
    AcceptForOldest,

    /// <summary>It waits in the kernel's backlog for a token.</summary>
    WaitForToken,

    /// <summary>It waits in the kernel's backlog for a handshake to end.</summary>
    WaitForHandshake,
}

/// <summary>The rules of <see cref="Admission"/>, without clock, socket or lock.</summary>
public static class AdmissionDecisions
{
    /// <summary>Accept, or let the next connection wait where it costs this process nothing.</summary>
    /// <param name="hasToken">Whether the accept rate allows one more now.</param>
    /// <param name="handshakes">Connections that have not said who they are.</param>
    /// <param name="most">The most of them.</param>
    /// <param name="oldest">The age of the oldest.</param>
    /// <param name="least">The age from which on it gives way.</param>
    public static Accepting Decide(bool hasToken, int handshakes, int most, TimeSpan oldest, TimeSpan least)
    {
        if (!hasToken)
            return Accepting.WaitForToken;
        if (handshakes < most)
            return Accepting.Accept;
        return oldest >= least ? Accepting.AcceptForOldest : Accepting.WaitForHandshake;
    }

    /// <summary>Caps first, then room; only what matters strictly less gives way, so the highest grade never does.</summary>
    public static Naming Decide(in NamingState state)
    {
        if (state.PerAddress > 0 && state.OfAddress >= state.PerAddress)
            return Naming.TooManyFromAddress;
        if (state.PerClass is { } most && state.OfClass >= most)
            return Naming.TooManyOfClass;
        if (state.Total == 0 || state.All < state.Total)
            return Naming.Admitted;
        return state.Victim > state.Grade ? Naming.AdmittedForAnother : Naming.Full;
    }
}
