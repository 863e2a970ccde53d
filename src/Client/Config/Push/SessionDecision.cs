namespace Seawall.Client.Config.Push;

/// <summary>What a client does after an event: puts <paramref name="Apply"/> in force and acknowledges it, then takes the next step.</summary>
/// <param name="Apply">The snapshot to put in force; null when nothing changes.</param>
/// <param name="Next">Whether the stream is read on.</param>
/// <param name="Wait">How long until the next connection, before jitter is drawn: the wait is uniform in (0, Wait].</param>
/// <param name="AtLeast">What is waited in any case before that, as the server asked for.</param>
/// <param name="Why">What was found wrong; null when nothing was.</param>
public readonly record struct SessionDecision(ConfigSnapshot? Apply, SessionStep Next, TimeSpan Wait = default, TimeSpan AtLeast = default, string? Why = null)
{
    internal static SessionDecision ReadOn => new(null, SessionStep.ReadOn);
}

/// <summary>What becomes of the connection.</summary>
public enum SessionStep
{
    /// <summary>The stream is read on.</summary>
    ReadOn,

    /// <summary>The stream is left for a new one of the same node: this one lost or tore something.</summary>
    Reconnect,

    /// <summary>The stream is left for one of the next node.</summary>
    NextNode,
}
