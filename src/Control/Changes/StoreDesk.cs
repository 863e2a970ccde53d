using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Changes;

/// <summary>The desk of this node's own config center.</summary>
internal sealed class StoreDesk(SqliteConfigStore store, ConfigDesk desk, ConfigHistory history) : IChangeDesk
{
    public ConfigSnapshot Current => store.Current;

    public Task<PublishOutcome> PublishAsync(Person person, PublishRequest request, CancellationToken cancellationToken) => desk.PublishAsync(request, person, cancellationToken);

    public async Task<IReadOnlyList<PastChange>> HistoryAsync(long before, int most, string? key, CancellationToken cancellationToken) =>
        [.. (await history.RevisionsAsync(before, most, key, cancellationToken).ConfigureAwait(false)).Select(Past)];

    public async Task<PastChange?> FindAsync(long revision, CancellationToken cancellationToken) =>
        await history.FindAsync(revision, cancellationToken).ConfigureAwait(false) is { } found ? Past(found) : null;

    public async Task<WayBack?> UndoAsync(long revision, CancellationToken cancellationToken) =>
        await history.UndoOfAsync(revision, cancellationToken).ConfigureAwait(false) is { } patch ? new WayBack(patch.Changes, patch.Kept) : null;

    public async Task<IReadOnlyList<WaitingChange>> WaitingAsync(CancellationToken cancellationToken)
    {
        var proposals = await desk.ProposalsAsync(cancellationToken).ConfigureAwait(false);
        return [.. proposals.Where(proposal => proposal.State == ProposalState.Waiting).OrderBy(proposal => proposal.Number).Select(Waiting)];
    }

    public Task<PublishOutcome> AgreeAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken) =>
        desk.ApproveAsync(proposal, reason, person, source, cancellationToken);

    public Task<string?> TurnDownAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken) =>
        desk.RejectAsync(proposal, reason, person, source, cancellationToken);

    private static PastChange Past(Revision revision) =>
        new(revision.Number, revision.At, revision.Actor, revision.Reason, revision.Action, [.. revision.Changes.Select(change => new ChangedKey(change.Key, change.Before, change.After))]);

    private WaitingChange Waiting(Proposal proposal) =>
        new(proposal.Number, proposal.At, proposal.Actor, proposal.Reason, proposal.Why, [.. proposal.Changes.Select(change => new ChangedKey(change.Key, Current[change.Key], change.Value))]);
}
