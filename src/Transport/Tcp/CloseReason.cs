using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>How a connection ended.</summary>
public enum CloseKind
{
    /// <summary>This side closed it.</summary>
    Local,

    /// <summary>It could not be made.</summary>
    ConnectFailed,

    /// <summary>The network or the peer broke it.</summary>
    Broken,

    /// <summary>Its handler threw.</summary>
    HandlerFault,

    /// <summary>More was written to it than may be held for a peer that does not read.</summary>
    Overrun,

    /// <summary>Its loop stopped.</summary>
    LoopStopped,
}

/// <summary>Why a connection is gone; <paramref name="Errno"/> is the system's error number, 0 when there is none.</summary>
public readonly record struct CloseReason(CloseKind Kind, int Errno = 0)
{
    /// <summary>The system's words for the error, or the kind.</summary>
    public override string ToString() => Errno == 0 ? Kind.ToString() : Native.Errno.Describe(Errno);
}
