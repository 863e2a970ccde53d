namespace Seawall.Control.Push;

/// <summary>Who is at which revision; for pages, alerts and the command line.</summary>
public interface IInstances
{
    FleetView Look();

    /// <summary>Completes when an instance comes, goes or acknowledges; ask before you look.</summary>
    Task WordAsync(CancellationToken cancellationToken) => Task.Delay(20, cancellationToken);
}

/// <summary>The whole fleet before one revision.</summary>
/// <param name="Revision">The newest revision.</param>
/// <param name="Known">Instances with a stream or lately with one.</param>
/// <param name="Connected">Those with a stream now.</param>
/// <param name="AtHead">Those connected that acknowledged the newest revision without a fault.</param>
/// <param name="Stragglers">Those that should have by now and have not, by service and instance.</param>
public sealed record FleetView(long Revision, int Known, int Connected, int AtHead, IReadOnlyList<InstanceView> Stragglers, IReadOnlyList<InstanceView> Instances)
{
    /// <summary>Such as <c>4,998/5,000 at revision 812</c>.</summary>
    public string Summary => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AtHead:N0}/{Known:N0} at revision {Revision}");
}

/// <summary>One instance of a service.</summary>
/// <param name="Acked">The revision that it applied last; null before its first word.</param>
/// <param name="Lag">How many revisions that is behind the newest.</param>
/// <param name="LateSeconds">How long it has been behind; 0 when it is not.</param>
/// <param name="Differs">True when what it holds is not what the center has under that revision.</param>
/// <param name="Faults">What its listeners could not apply.</param>
public sealed record InstanceView(
    string Service, string Instance, bool Connected, long? Acked, long Lag, double LateSeconds, bool Straggles, bool Differs, IReadOnlyList<string> Faults);
