namespace Seawall.Transport;

/// <summary>What an <see cref="Admission"/> has done so far; written under its lock, read by anyone.</summary>
public sealed class AdmissionCounters
{
    /// <summary>Connections accepted and seated.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Connections that came in by name.</summary>
    public long Admitted { get; private set; }

    /// <summary>Times the next connection had to wait for the accept rate.</summary>
    public long WaitedForToken { get; internal set; }

    /// <summary>Times the next connection had to wait for a handshake to end.</summary>
    public long WaitedForHandshake { get; internal set; }

    /// <summary>Handshakes that gave way because they took long while others waited.</summary>
    public long SlowHandshakes { get; internal set; }

    /// <summary>Connections closed unheard since their address had too many handshakes.</summary>
    public long ClosedByAddress { get; internal set; }

    /// <summary>Refused: too many of the address.</summary>
    public long RefusedByAddress { get; private set; }

    /// <summary>Refused: too many of the class.</summary>
    public long RefusedByClass { get; private set; }

    /// <summary>Refused: all places taken, and nobody mattered less.</summary>
    public long RefusedFull { get; private set; }

    /// <summary>Sent away for one that matters more.</summary>
    public long Shed { get; private set; }

    internal void Count(Naming naming)
    {
        switch (naming)
        {
            case Naming.TooManyFromAddress:
                RefusedByAddress++;
                break;
            case Naming.TooManyOfClass:
                RefusedByClass++;
                break;
            case Naming.Full:
                RefusedFull++;
                break;
            case Naming.AdmittedForAnother:
                Shed++;
                Admitted++;
                break;
            default:
                Admitted++;
                break;
        }
    }
}
