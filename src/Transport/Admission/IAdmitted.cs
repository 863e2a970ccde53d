namespace Seawall.Transport;

/// <summary>Why a connection is told to go.</summary>
public enum LeaveReason
{
    /// <summary>Its handshake took too long while others waited for theirs.</summary>
    SlowHandshake,

    /// <summary>One that matters more needs its place.</summary>
    Shed,
}

/// <summary>A connection that holds a seat of an <see cref="Admission"/>; called on any thread.</summary>
public interface IAdmitted
{
    /// <summary>Whether nothing is under way, as far as another thread can tell.</summary>
    bool IsIdle { get; }

    /// <summary>Says goodbye and closes: at once when idle, else as soon as it is. Its place is counted as free already.</summary>
    void Leave(LeaveReason reason);
}
