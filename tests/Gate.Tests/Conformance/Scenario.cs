namespace Seawall.Gate.Tests.Conformance;

/// <summary>What a client sends on one connection. The server itself says what the right answers are.</summary>
/// <param name="Name">What it shows, unique.</param>
/// <param name="State">Messages that bring the session into the state in question.</param>
/// <param name="Subject">Messages whose answers are in question.</param>
internal sealed record Scenario(string Name, byte[] State, byte[] Subject)
{
    public byte[] Script => Wire.Join(State, Subject);

    /// <summary>Whether the script begins with the client's first packet, so that it needs a connection of its own; otherwise a session is logged in before.</summary>
    public bool IsStart { get; init; }

    /// <summary>What is sent once the server has let a client in who was asked for a password.</summary>
    public byte[] AfterLogin { get; init; } = [];

    /// <summary>How the client answers a request for a password; it never does when null.</summary>
    public Func<PasswordRequest, byte[]?>? Password { get; init; }

    /// <summary>Bytes the server sends before its first message: one for each SSL or GSS request.</summary>
    public int BareBytes { get; init; }

    /// <summary>The script is cut before this byte only: where its messages come together or apart, they say different things. 0 for anywhere.</summary>
    public int CutBefore { get; init; }

    /// <summary>The explanation that may hold for it; any other difference is a fault.</summary>
    public string? Explained { get; init; }
}

/// <summary>What a server asks when it wants to know who is there.</summary>
/// <param name="Code">3 for the password itself, 5 for its MD5, 10 to 12 for the steps of SASL.</param>
internal readonly record struct PasswordRequest(int Code, byte[] Content);

/// <summary>All that came back, and how the connection ended.</summary>
/// <param name="Bytes">As received.</param>
/// <param name="End">Open when the last answer was that of <see cref="Talk.EndMark"/>.</param>
internal readonly record struct Answer(byte[] Bytes, AnswerEnd End);

internal enum AnswerEnd
{
    /// <summary>All was answered, and the session goes on.</summary>
    Open,

    /// <summary>The server ended the connection.</summary>
    Closed,

    /// <summary>The server ended the connection while bytes lay unread before it: what it said last may be lost.</summary>
    Reset,

    /// <summary>Nothing came within the limit.</summary>
    Silent,
}
