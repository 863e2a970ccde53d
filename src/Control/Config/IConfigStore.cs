using Seawall.Client.Config;

namespace Seawall.Control.Config;

/// <summary>The revisioned store of the config center; the seam to the disk of one node, and to etcd for several.</summary>
public interface IConfigStore
{
    /// <summary>All entries at the newest revision.</summary>
    ConfigSnapshot Current { get; }

    /// <summary>What leads from a revision to the newest one; null when that is no longer kept, or the revision is not of this store.</summary>
    ConfigDelta? Since(long revision);

    /// <summary>Completes when the store is past a revision.</summary>
    Task WaitPastAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Puts all changes of a request in force as one revision, or none of them.</summary>
    Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken);
}
