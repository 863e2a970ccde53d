namespace Seawall.Transport;

/// <summary>How a <see cref="Listener"/> takes connections.</summary>
public sealed record ListenerOptions
{
    /// <summary>Lets several listeners, in one or many processes of the same user, share the port; the kernel spreads new connections. Off by default.</summary>
    public bool SharePort { get; init; }

    /// <summary>What decides how fast connections are accepted and how many there may be, shared with the other listeners of the service; unset, all are taken.</summary>
    public Admission? Admission { get; init; }

    /// <summary>Connections the kernel holds until they are accepted; 1024 by default.</summary>
    public int Backlog { get; init; } = 1024;
}
