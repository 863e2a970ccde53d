using Seawall.Control.Config.Audit;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Storage;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Proposals;

/// <summary>
/// Where persons change the config: a viewer may not, an operator may change what is not core, and what is core waits for a second person. What machines do (the
/// first seed, a merged break-glass file) goes to <see cref="IConfigStore"/> itself.
/// </summary>
public sealed class ConfigDesk(SqliteConfigStore store, OperatorBook operators, ChangeGuard guard, TimeProvider time)
{
    /// <summary>What a request would come to, nothing being done.</summary>
    public Task<ConfigPreview> PreviewAsync(PublishRequest request, Person by, CancellationToken ct) => store.InTurnAsync(
        _ =>
        {
            var decision = store.Decide(request with { Actor = by.Name });
            var ended = guard.Refusal(by) is { } refusal ? new PublishOutcome.Refused(refusal) : decision.Ended;
            return new ConfigPreview(ended, store.Current.Revision, decision.Changes, ended is null ? guard.NeedsSecond(store.Current, decision.Changes) : null);
        }, ct);

    /// <summary>Publishes, or proposes what is core.</summary>
    public Task<PublishOutcome> PublishAsync(PublishRequest request, Person by, CancellationToken ct)
    {
        request = request with { Actor = by.Name };
        return guard.Refusal(by) is { } refusal ? Task.FromResult<PublishOutcome>(new PublishOutcome.Refused(refusal)) : store.InTurnAsync(file => Publish(file, request), ct);
    }

    /// <summary>The newest first; those that wait before the others.</summary>
    public Task<List<Proposal>> ProposalsAsync(CancellationToken ct) => store.InTurnAsync(
        file => ProposalFile.All(file, 200).Select(proposal => proposal.AsOf(time.GetUtcNow())).OrderBy(proposal => proposal.State == ProposalState.Waiting ? 0 : 1).ToList(), ct);

    /// <summary>Puts in force what another person proposed.</summary>
    public Task<PublishOutcome> ApproveAsync(long number, string reason, Person by, string? source, CancellationToken ct) => store.InTurnAsync(
        file =>
        {
            if (ProposalFile.Find(file, number)?.AsOf(time.GetUtcNow()) is not { } proposal)
                return new PublishOutcome.Refused($"There is no proposal {number}; `seawall config proposals` lists them.");
            if (WhyNot(proposal, reason, by) is { } why)
                return new PublishOutcome.Refused(why);
            var closed = proposal with { State = ProposalState.Approved, DecidedBy = by.Name, DecidedAt = time.GetUtcNow(), Decision = reason };
            var entry = new AuditEntry(by.Name, source, "approve", reason, null, $"{{\"proposal\":{number}}}");
            return proposal.Action == OperatorDesk.Action ? ApproveOperators(file, closed, entry) : Approve(file, closed, entry);
        }, ct);

    /// <summary>Says no to what another person proposed, or takes back what oneself did; null when it is done, else why not.</summary>
    public Task<string?> RejectAsync(long number, string reason, Person by, string? source, CancellationToken ct) => store.InTurnAsync(
        file =>
        {
            if (ProposalFile.Find(file, number)?.AsOf(time.GetUtcNow()) is not { } proposal)
                return $"There is no proposal {number}; `seawall config proposals` lists them.";
            if (proposal.State != ProposalState.Waiting)
                return Closed(proposal);
            if (by.Level < OperatorLevel.Approver && by.Name != proposal.Actor)
                return $"{by.Name} is no approver and did not propose it.";
            if (string.IsNullOrWhiteSpace(reason))
                return "A reason is needed.";
            store.Record(file, new AuditEntry(by.Name, source, "reject", reason, null, $"{{\"proposal\":{number}}}"), opened => ProposalFile.Close(
                opened, proposal with { State = ProposalState.Rejected, DecidedBy = by.Name, DecidedAt = time.GetUtcNow(), Decision = reason }));
            return null;
        }, ct);

    private PublishOutcome Publish(ConfigFile file, PublishRequest request)
    {
        if (request.Idempotency is { } known && RequestLog.Find(file, known) is { } former)
            return former.Answer(SqliteConfigStore.Fingerprint(request));
        var decision = store.Decide(request);
        return decision.Ended is null && request.AgreedBy is null && guard.NeedsSecond(store.Current, decision.Changes) is { } why ? Propose(file, request, why) : store.Publish(file, request);
    }

    private PublishOutcome Propose(ConfigFile file, PublishRequest request, string why)
    {
        var now = time.GetUtcNow();
        var current = store.Current;
        var changes = request.Changes.Select(change => change with { Expected = current.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0 }).ToArray();
        var number = 0L;
        store.Record(file, new AuditEntry(request.Actor, request.Source, "propose", request.Reason, null, System.Text.Json.JsonSerializer.Serialize(changes)), opened =>
        {
            number = ProposalFile.Add(opened, new Proposal(0, now, request.Actor, request.Reason, request.Source, why, request.Action, changes));
            if (request.Idempotency is { } idempotency)
                RequestLog.Keep(opened, idempotency, SqliteConfigStore.Fingerprint(request), null, number, now);
        });
        return new PublishOutcome.Waits(number, why);
    }

    private PublishOutcome Approve(ConfigFile file, Proposal proposal, AuditEntry entry)
    {
        var request = new PublishRequest { Actor = proposal.Actor, Reason = proposal.Reason, Source = proposal.Source, Action = proposal.Action, Changes = proposal.Changes };
        var outcome = store.Publish(file, request, entry, (opened, revision) => ProposalFile.Close(opened, proposal with { Revision = revision }));
        if (outcome is PublishOutcome.Conflicted or PublishOutcome.Invalid)
            store.Record(file, entry with { Action = "overtaken" }, opened => ProposalFile.Close(opened, proposal with { State = ProposalState.Overtaken }));
        return outcome;
    }

    private PublishOutcome ApproveOperators(ConfigFile file, Proposal proposal, AuditEntry entry)
    {
        store.Apply(file, operators, OperatorDesk.Effects(proposal.Changes, proposal.Actor, time.GetUtcNow()));
        store.Record(file, entry, opened => ProposalFile.Close(opened, proposal));
        return new PublishOutcome.Published(store.Current.Revision);
    }

    private string? WhyNot(Proposal proposal, string reason, Person by) =>
        proposal.State != ProposalState.Waiting ? Closed(proposal)
        : by.Level < OperatorLevel.Approver ? $"{by.Name} is no approver."
        : string.Equals(by.Name, proposal.Actor, StringComparison.OrdinalIgnoreCase) ? $"{by.Name} proposed it; another person must agree."
        : !by.IsOwn && operators.All.Values.Any(known => known.Level == OperatorLevel.Approver) ? "This site has approvers of its own; agree with your own token (SEAWALL_TOKEN, or sign in with it)."
        : string.IsNullOrWhiteSpace(reason) ? "A reason is needed."
        : null;

    private static string Closed(Proposal proposal) =>
        $"Proposal {proposal.Number} is {proposal.State.ToString().ToLowerInvariant()}{(proposal.DecidedBy is { } by ? $" by {by}" : "")}; nothing was done.";
}

/// <summary>What a publish would do.</summary>
/// <param name="Ended">Why nothing would be done, or that all is as wanted; null when the changes would go out.</param>
/// <param name="Revision">The newest revision now.</param>
/// <param name="NeedsSecond">Why a second person would have to agree; null when none would.</param>
public sealed record ConfigPreview(PublishOutcome? Ended, long Revision, IReadOnlyList<KeyChange> Changes, string? NeedsSecond);
