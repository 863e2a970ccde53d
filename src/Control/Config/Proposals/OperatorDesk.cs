using System.Text.Json;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.Replication;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Proposals;

/// <summary>Where approvers say who may do what. Once two approvers are listed, and while a freeze holds, a change to the list takes two persons as well.</summary>
public sealed class OperatorDesk(SqliteConfigStore store, OperatorBook operators, ChangeGuard guard, TimeProvider time)
{
    internal const string Action = "operator";
    private const string Prefix = "operator/";
    private const string Second = "who may do what is core: a second person with the level approver must agree";

    /// <summary>Adds a person, or gives a known one another level and token. The token is good at once, or once the proposal is approved; it is told this once.</summary>
    public async Task<(string? Token, PublishOutcome Outcome)> AddAsync(string name, OperatorLevel level, string reason, Person by, string? source, CancellationToken ct)
    {
        if (!PersonName.IsValid(name))
            return (null, new PublishOutcome.Invalid([new KeyFault(Prefix + name, "name", $"must be 1 to {PersonName.MostCharacters} letters, digits, dots, dashes, underscores and at signs")]));
        var token = OperatorBook.NewToken();
        var change = new WantedChange(Prefix + name, JsonSerializer.Serialize(new Listed(level, OperatorBook.HashOf(token))));
        var outcome = await ChangeAsync(change, $"{name} becomes {level.ToString().ToLowerInvariant()}", reason, by, source, ct).ConfigureAwait(false);
        return (outcome is PublishOutcome.Refused or PublishOutcome.Invalid ? null : token, outcome);
    }

    public Task<PublishOutcome> RemoveAsync(string name, string reason, Person by, string? source, CancellationToken ct) => operators.All.ContainsKey(name)
        ? ChangeAsync(new WantedChange(Prefix + name, null), $"{name} leaves", reason, by, source, ct)
        : Task.FromResult<PublishOutcome>(new PublishOutcome.Refused($"There is no operator {name}; `seawall operator list` lists them."));

    internal static IReadOnlyList<LogEffect> Effects(IReadOnlyList<WantedChange> changes, string by, DateTimeOffset now)
    {
        var effects = new List<LogEffect>();
        foreach (var change in changes)
        {
            var name = change.Key[Prefix.Length..];
            if (change.Value is null)
                effects.Add(new LogEffect.OperatorRemoved(name));
            else if (JsonSerializer.Deserialize<Listed>(change.Value) is { } listed)
                effects.Add(new LogEffect.OperatorPut(new KnownOperator(name, listed.Level, listed.TokenHash, by, now)));
        }
        return effects;
    }

    private Task<PublishOutcome> ChangeAsync(WantedChange change, string what, string why, Person by, string? source, CancellationToken ct) => store.InTurnAsync<PublishOutcome>(
        file =>
        {
            if (string.IsNullOrWhiteSpace(why))
                return new PublishOutcome.Invalid([new KeyFault(change.Key, "reason", "must say why")]);
            if (by.Level < OperatorLevel.Approver)
                return new PublishOutcome.Refused($"{by.Name} is {by.Level.ToString().ToLowerInvariant()}; saying who the operators are takes approver.");
            var (now, reason) = (time.GetUtcNow(), $"{what}: {why}");
            if ((guard.NeedsSecond(store.Current, []) ?? (operators.All.Values.Count(known => known.Level == OperatorLevel.Approver) >= 2 ? Second : null)) is { } second)
            {
                var number = 0L;
                store.Record(file, new AuditEntry(by.Name, source, "propose", reason, null, JsonSerializer.Serialize(change.Key)), opened =>
                    number = ProposalFile.Add(opened, new Proposal(0, now, by.Name, reason, source, second, Action, [change])));
                return new PublishOutcome.Waits(number, second);
            }
            store.Apply(file, operators, Effects([change], by.Name, now));
            store.Record(file, new AuditEntry(by.Name, source, Action, reason, null, JsonSerializer.Serialize(change.Key)));
            return new PublishOutcome.Published(store.Current.Revision);
        }, ct);

    private sealed record Listed(OperatorLevel Level, string TokenHash);
}
