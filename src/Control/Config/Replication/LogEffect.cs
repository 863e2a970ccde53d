using System.Text.Json.Serialization;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Storage;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Replication;

/// <summary>One thing that a write does to what a node keeps; done again on another node it leaves the same rows, whatever that node's clock says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(RevisionAdded), "revision")]
[JsonDerivedType(typeof(AuditAdded), "audit")]
[JsonDerivedType(typeof(RequestKept), "request")]
[JsonDerivedType(typeof(ProposalAdded), "proposal")]
[JsonDerivedType(typeof(ProposalClosed), "proposal-closed")]
[JsonDerivedType(typeof(OperatorPut), "operator")]
[JsonDerivedType(typeof(OperatorRemoved), "operator-removed")]
internal abstract record LogEffect
{
    /// <summary>Does it to the config's file.</summary>
    public virtual void Apply(ConfigFile file)
    {
    }

    /// <summary>Does it to the list of persons; the same again changes nothing.</summary>
    public virtual void Apply(OperatorBook operators)
    {
    }

    public sealed record RevisionAdded(Revision Revision) : LogEffect
    {
        public override void Apply(ConfigFile file) => file.Append(Revision);
    }

    public sealed record AuditAdded(AuditRecord Record) : LogEffect
    {
        public override void Apply(ConfigFile file) => file.Append(Record);
    }

    public sealed record RequestKept(string Idempotency, string Fingerprint, long? Revision, long? Proposal, DateTimeOffset At) : LogEffect
    {
        public override void Apply(ConfigFile file) => RequestLog.Keep(file, Idempotency, Fingerprint, Revision, Proposal, At);
    }

    public sealed record ProposalAdded(Proposal Proposal) : LogEffect
    {
        public override void Apply(ConfigFile file) => ProposalFile.Put(file, Proposal);
    }

    public sealed record ProposalClosed(Proposal Proposal) : LogEffect
    {
        public override void Apply(ConfigFile file) => ProposalFile.Close(file, Proposal);
    }

    public sealed record OperatorPut(KnownOperator Operator) : LogEffect
    {
        public override void Apply(OperatorBook operators) => operators.Put(Operator);
    }

    public sealed record OperatorRemoved(string Name) : LogEffect
    {
        public override void Apply(OperatorBook operators) => operators.Remove(Name);
    }
}
