using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Storage;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Replication;

/// <summary>All that a node kept while it was the only one, as effects that make an empty file the same.</summary>
internal static class WholeFile
{
    public static IReadOnlyList<LogEffect> Effects(ConfigFile file, OperatorBook? operators)
    {
        var revisions = file.Revisions(0, long.MaxValue, int.MaxValue);
        revisions.Reverse();
        var proposals = ProposalFile.All(file, int.MaxValue);
        proposals.Reverse();
        return
        [
            .. revisions.Select(revision => new LogEffect.RevisionAdded(revision)),
            .. file.WholeAudit().Select(record => new LogEffect.AuditAdded(record)),
            .. RequestLog.All(file),
            .. proposals.Select(proposal => new LogEffect.ProposalAdded(proposal)),
            .. proposals.Where(proposal => proposal.State != ProposalState.Waiting).Select(proposal => new LogEffect.ProposalClosed(proposal)),
            .. operators?.All.Values.Select(known => new LogEffect.OperatorPut(known)) ?? [],
        ];
    }
}
