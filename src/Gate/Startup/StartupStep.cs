namespace Seawall.Gate.Startup;

/// <summary>What a client's first bytes ask for.</summary>
internal enum StartupStepKind
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>SSLRequest.</summary>
    Ssl,

    /// <summary>GSSENCRequest.</summary>
    Gss,

    /// <summary>CancelRequest.</summary>
    Cancel,

    /// <summary>StartupMessage of protocol 3.</summary>
    Start,

    /// <summary>Nonsense: the connection is closed without a word.</summary>
    Close,

    /// <summary>A protocol the server does not speak.</summary>
    WrongVersion,
}

/// <summary>One untyped packet: what it is and how many bytes it takes.</summary>
internal readonly record struct StartupStep(StartupStepKind Kind, int Length = 0, int Code = 0);
