using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Push;

namespace Seawall.Control.Arming;

/// <summary>
/// One id from where it stands to its end: armed, held by all, its moment set, in force, published. Each step is a publish that expects the one before, so that it may be
/// begun again after any of them, by this process or another, and is done once.
/// </summary>
internal sealed class ArmedRun(string id, IConfigStore store, IInstances? instances, TimeProvider time, TimeSpan lead, bool resumed)
{
    private readonly string _key = ConfigKeys.Armed + id;

    public async Task<ArmedOutcome> EndAsync(CancellationToken ct)
    {
        if (Standing() is not ({ } armed, { } entry))
            return Over(new PublishOutcome.Refused($"{_key} is not armed."), default, null);
        var held = default(Held);
        if (entry.At is null)
        {
            held = await WaitHeldAsync(armed.Revision, entry, ct).ConfigureAwait(false);
            if (held.Missing is { Count: > 0 } missing && !entry.EvenIfNotAll)
            {
                await WithdrawAsync(entry, ct).ConfigureAwait(false);
                return Over(new PublishOutcome.Refused($"{held.Armed} of {held.Instances} instances held it ready within {entry.ArmWithinSeconds:0.#} s; nothing was changed. Missing: {string.Join(", ", missing)}."), held, null);
            }
            var outcome = await SetMomentAsync(entry, ct).ConfigureAwait(false);
            if (outcome is not PublishOutcome.Published)
            {
                await WithdrawAsync(entry, ct).ConfigureAwait(false);
                return Over(outcome, held, null);
            }
        }
        return await PublishAtAsync(held, ct).ConfigureAwait(false);
    }

    private (ConfigEntry? Armed, ArmedEntry? Entry) Standing() =>
        store.Current.Entries.GetValueOrDefault(_key) is { } armed ? (armed, ArmedEntry.Read(armed.Value)) : (null, null);

    // By what instances say, as they say it; what is taken back meanwhile is waited for no longer.
    private async Task<Held> WaitHeldAsync(long revision, ArmedEntry entry, CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + TimeSpan.FromSeconds(entry.ArmWithinSeconds);
        while (true)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var word = instances?.WordAsync(wait.Token) ?? Task.CompletedTask;
            var held = Look(revision, entry);
            var left = deadline - time.GetUtcNow();
            if (held.IsWhole || left <= TimeSpan.Zero || store.Current[_key] is null)
                return held;
            await Task.WhenAny(word, store.WaitPastAsync(store.Current.Revision, wait.Token), Task.Delay(left, time, wait.Token)).ConfigureAwait(false);
            await wait.CancelAsync().ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
    }

    private Held Look(long revision, ArmedEntry entry)
    {
        InstanceView[] connected = [.. instances?.Look().Instances.Where(instance => instance.Connected) ?? []];
        string[] missing = [.. connected.Where(instance => !Holds(instance, revision)).Select(instance => $"{instance.Service}/{instance.Instance}")];
        // After a restart of the control center they come back one by one.
        var expected = resumed ? Math.Max(entry.Asked, connected.Length) : connected.Length;
        return new Held(connected.Length - missing.Length, expected, missing, missing.Length == 0 && connected.Length >= expected);
    }

    private static bool Holds(InstanceView instance, long revision) =>
        instance.Acked >= revision && !instance.Differs && !instance.Faults.Any(fault => fault.Contains("armed", StringComparison.Ordinal));

    private async Task<PublishOutcome> SetMomentAsync(ArmedEntry entry, CancellationToken ct)
    {
        if (store.Current.Entries.GetValueOrDefault(_key) is not { } armed)
            return new PublishOutcome.Refused($"{_key} was taken back.");
        var soonest = time.GetUtcNow() + lead;
        var at = entry.Wanted > soonest ? entry.Wanted : soonest;
        return await store.PublishAsync(entry.Step("arm-at", store.Current, _key, (entry with { At = at }).Write(), armed.Revision), ct).ConfigureAwait(false);
    }

    private async Task<ArmedOutcome> PublishAtAsync(Held held, CancellationToken ct)
    {
        while (Standing() is ({ } armed, { At: { } at } entry))
        {
            var left = at - time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
                await Task.WhenAny(store.WaitPastAsync(store.Current.Revision, wait.Token), Task.Delay(left, time, wait.Token)).ConfigureAwait(false);
                await wait.CancelAsync().ConfigureAwait(false);
                ct.ThrowIfCancellationRequested();
                continue;
            }
            var outcome = await store.PublishAsync(entry.Final(armed), ct).ConfigureAwait(false);
            if (outcome is PublishOutcome.Published or PublishOutcome.NotKept)
                return Over(outcome, held, at);
            // Another node may have been first: what stands says so.
            if (Standing().Armed?.Revision == armed.Revision)
            {
                await WithdrawAsync(entry, ct).ConfigureAwait(false);
                return Over(outcome, held, null);
            }
        }
        return Over(new PublishOutcome.Refused($"{_key} was taken back, or ended by another node; the history says which."), held, null);
    }

    private async Task WithdrawAsync(ArmedEntry entry, CancellationToken ct)
    {
        if (store.Current.Entries.GetValueOrDefault(_key) is { } armed)
            await store.PublishAsync((entry with { Changes = [] }).Step("disarm", store.Current, _key, null, armed.Revision), ct).ConfigureAwait(false);
    }

    private static ArmedOutcome Over(PublishOutcome outcome, Held held, DateTimeOffset? at) => new(outcome, held.Armed, held.Instances, held.Missing ?? [], at);

    private readonly record struct Held(int Armed, int Instances, IReadOnlyList<string>? Missing, bool IsWhole);
}
