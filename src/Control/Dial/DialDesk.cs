using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Dial;

/// <summary>
/// Where the dial is moved: up as far as wanted in one revision, down one level at a time. Two persons agreed to the ladder before, so that a move along it needs no
/// second one, in a freeze either; a move along a ladder nobody agreed to waits like any other change.
/// </summary>
public sealed class DialDesk(IConfigStore store, ConfigHistory history, ConfigDesk desk, ChangeGuard guard, IArmedPublisher armed, TimeProvider time)
{
    /// <summary>The actor of moves that no person made.</summary>
    public const string Itself = "dial";

    private static readonly TimeSpan ArmWithin = TimeSpan.FromSeconds(2);

    public ConfigSnapshot Current => store.Current;

    /// <summary>The ladder in force; null when there is none, or none that can be read.</summary>
    public Ladder? Ladder => Current[Dial.Ladder.Key] is { } json ? Dial.Ladder.Read(json, out _) : null;

    public DialState State => DialState.Of(Current);

    /// <summary>What a move would do; null with why there is none to do.</summary>
    public DialMove? Plan(int to, string by, string reason, out PublishOutcome? problem) => Plan(Current, to, by, reason, out problem);

    /// <summary>Moves the dial for a person.</summary>
    /// <param name="expected">The level it must stand at; null for wherever it stands.</param>
    /// <param name="idempotency">A move sent twice under one name is made once; null for none.</param>
    public async Task<DialOutcome> MoveAsync(int to, int? expected, string reason, string? idempotency, string? source, Person by, CancellationToken ct)
    {
        if (guard.Refusal(by) is { } refusal)
            return new DialOutcome(new PublishOutcome.Refused(refusal), null);
        if (idempotency is not null && await history.OutcomeOfAsync(idempotency, ct).ConfigureAwait(false) is { } known)
            return new DialOutcome(known, null);
        return await MoveAsync(to, expected, reason, by.Name, (idempotency, source), request => desk.PublishAsync(request, by, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Moves the dial for the controller; what would need a second person is not done.</summary>
    internal Task<DialOutcome> MoveItselfAsync(int to, int expected, string reason, CancellationToken ct) =>
        MoveAsync(to, expected, reason, Itself, (null, null), _ => Task.FromResult<PublishOutcome>(new PublishOutcome.Refused($"Nobody agreed to {Dial.Ladder.Key} as it stands, and {guard.Frozen(Current)?.Words() ?? "this takes two persons"}.")), ct);

    private async Task<DialOutcome> MoveAsync(
        int to, int? expected, string reason, string by, (string? Idempotency, string? Source) request, Func<PublishRequest, Task<PublishOutcome>> propose, CancellationToken ct)
    {
        var current = Current;
        if (expected is { } level && DialState.Of(current).Level is var stands && stands != level)
            return new DialOutcome(new PublishOutcome.Refused($"The dial stands at L{stands}, not at L{level}; look again, then decide."), null);
        if (Plan(current, to, by, reason, out var problem) is not { } move)
            return new DialOutcome(problem!, null);
        var publish = new PublishRequest
        {
            Changes = move.Changes,
            Actor = by,
            Reason = reason,
            Action = move.To > move.From ? "dial-up" : "dial-down",
            Idempotency = request.Idempotency,
            Source = request.Source,
            AgreedBy = await LadderAgreedByAsync(current, ct).ConfigureAwait(false),
        };
        var changes = move.Changes.Select(change => new KeyChange(change.Key, current[change.Key], change.Expected ?? 0, change.Value)).ToArray();
        if (publish.AgreedBy is null && guard.NeedsSecond(current, changes) is not null)
            return new DialOutcome(await propose(publish).ConfigureAwait(false), move);
        // Named after what it starts from: a control center that was killed in the middle goes on with the same one.
        var id = FormattableString.Invariant($"dial-{move.To}-after-{current.Entries.GetValueOrDefault(DialState.Key)?.Revision ?? 0}");
        var ended = await armed.PublishAsync(new ArmedRequest(id, publish, null, ArmWithin, EvenIfNotAll: true), ct).ConfigureAwait(false);
        return new DialOutcome(ended.Outcome, move) { ActiveAt = ended.ActiveAt };
    }

    private DialMove? Plan(ConfigSnapshot current, int to, string by, string reason, out PublishOutcome? problem)
    {
        var stands = DialState.Of(current).Level;
        problem = null;
        if (to == stands)
            problem = new PublishOutcome.Published(current.Revision);
        else if (to < stands)
            return to == stands - 1 ? DialMove.Down(current)
                : Problem(out problem, $"The dial stands at L{stands}, and comes back one level at a time; `seawall dial down --all` takes each step when the one before has settled.");
        else if (Ladder is not { } ladder)
            return Problem(out problem, $"There is no ladder; publish {Dial.Ladder.Key} (deploy/config/dial.json has one).");
        else if (to > ladder.Deepest)
            return Problem(out problem, $"The ladder ends at L{ladder.Deepest}.");
        else
            return DialMove.Up(current, ladder, to, by, reason, time.GetUtcNow());
        return null;
    }

    private static DialMove? Problem(out PublishOutcome? problem, string why)
    {
        problem = new PublishOutcome.Refused(why);
        return null;
    }

    // The second person's name is in the proposal by which the ladder came; the one of the first start came with the release.
    private async Task<string?> LadderAgreedByAsync(ConfigSnapshot current, CancellationToken ct)
    {
        if (current.Entries.GetValueOrDefault(Dial.Ladder.Key) is not { } ladder)
            return null;
        var proposals = await desk.ProposalsAsync(ct).ConfigureAwait(false);
        return proposals.FirstOrDefault(proposal => proposal.State == ProposalState.Approved && proposal.Revision == ladder.Revision)?.DecidedBy
            ?? (await history.FindAsync(ladder.Revision, ct).ConfigureAwait(false) is { Action: "seed" } ? "seed" : null);
    }
}

/// <summary>What became of a move.</summary>
/// <param name="Move">Null when there was nothing to move, or it was made before.</param>
public sealed record DialOutcome(PublishOutcome Outcome, DialMove? Move)
{
    /// <summary>When it came into force in every process; null when it did not.</summary>
    public DateTimeOffset? ActiveAt { get; init; }
}
