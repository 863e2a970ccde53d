using Seawall.Control.Config;
using Seawall.Control.Config.Replication;

namespace Seawall.Control.Push.Peers;

/// <summary>Whether this node may serve streams as it stands. The only node always may.</summary>
internal sealed class ClusterStanding(SqliteConfigStore? store, Replica? replica)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>True when this node differs from the log and serves nobody.</summary>
    public bool Stopped => replica?.Stopped is not null;

    /// <summary>
    /// False when it stopped, when it was never in touch and has nothing, or when a client is ahead of it and the log can't be asked. When the log answers, what it
    /// holds is applied first, so that whoever is still ahead afterwards is ahead of the whole center.
    /// </summary>
    public async ValueTask<bool> MayServeAsync(Func<bool> isAtLeast, CancellationToken cancellationToken)
    {
        if (replica is null || store is null)
            return true;
        if (replica.Stopped is not null)
            return false;
        if (isAtLeast() && (replica.WasInTouch || store.Current.Revision > 0))
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            await store.CatchUpAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
