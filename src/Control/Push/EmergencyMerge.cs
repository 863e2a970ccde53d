using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Control.Config;

namespace Seawall.Control.Push;

/// <summary>
/// Takes break-glass acts into the store when the config center is back: one act is one publish, by its actor, for its reason, with the time it was done at.
/// The marker in the same revision tells clients to drop what they laid over, and makes a second merge impossible. What runs stays: where the store has another
/// value than the actor saw, the act's is published, and the one it replaced is kept in the marker and in the history.
/// </summary>
internal sealed partial class EmergencyMerge(EmergencyFolder folder, IConfigStore store, TimeProvider time, ILogger<EmergencyMerge> log) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _keep = TimeSpan.FromDays(7);

    private string? _fingerprint;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_look, time);
        try
        {
            do
                await LookAsync(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var fingerprint = folder.Fingerprint() + store.Current.Revision.ToString(CultureInfo.InvariantCulture);
            if (fingerprint == _fingerprint)
                return;
            var isKept = true;
            foreach (var act in folder.Read(out _))
            {
                if (store.Current[act.Marker] is null)
                    isKept &= await MergeAsync(act, cancellationToken).ConfigureAwait(false);
                else if (folder.OutcomeOf(act.Id) is { } outcome && time.GetUtcNow() - outcome.At > _keep)
                    folder.Forget(act.Id);
            }
            // What could not be kept is tried again at the next look: a disk gets room, a log its quorum.
            _fingerprint = isKept ? fingerprint : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(log, folder.Path, e.Message);
        }
    }

    private async Task<bool> MergeAsync(EmergencyAct act, CancellationToken cancellationToken)
    {
        if (!act.IsAllowed(store.Current))
        {
            Refuse(act);
            return true;
        }
        var conflicts = Conflicts(act, store.Current);
        var outcome = await store.PublishAsync(Request(act, conflicts), cancellationToken).ConfigureAwait(false);
        var problem = Problem(outcome);
        if (problem is not null && folder.OutcomeOf(act.Id)?.Problem == problem)
            return outcome is not PublishOutcome.NotKept;
        var end = new EmergencyOutcome(time.GetUtcNow(), (outcome as PublishOutcome.Published)?.Revision, conflicts, problem);
        folder.Settle(act.Id, end);
        if (problem is null)
            Log.Merged(log, act.Id, act.Actor, end.Revision ?? 0, conflicts.Count);
        else
            Log.NotMerged(log, act.Id, act.Actor, problem);
        return outcome is not PublishOutcome.NotKept;
    }

    // Left there, it would come into force by itself when the freeze ends.
    private void Refuse(EmergencyAct act)
    {
        folder.Forget(act.Id);
        Log.Refused(log, act.Id, act.Actor, act.Reason);
    }

    internal static IReadOnlyList<EmergencyConflict> Conflicts(EmergencyAct act, ConfigSnapshot now) =>
    [
        .. from change in act.Changes
           let entry = now.Entries.GetValueOrDefault(change.Key)
           where change.Seen is { } seen && seen != (entry?.Revision ?? 0) && entry?.Value != change.Value
           select new EmergencyConflict(change.Key, change.Seen!.Value, entry?.Revision ?? 0, entry?.Value),
    ];

    private static PublishRequest Request(EmergencyAct act, IReadOnlyList<EmergencyConflict> conflicts)
    {
        var marker = JsonSerializer.Serialize(new { act.At, act.Actor, act.Reason, act.Second, Conflicts = conflicts }, JsonSerializerOptions.Web);
        return new PublishRequest
        {
            Changes = [.. act.Changes.Select(change => new WantedChange(change.Key, change.Value)), new WantedChange(act.Marker, marker, Expected: 0)],
            Actor = act.Actor,
            AgreedBy = act.Second,
            Reason = string.Create(CultureInfo.InvariantCulture, $"break-glass at {act.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {act.Reason}") + (act.Second is { } second ? $" (agreed by {second})" : "")
                + (conflicts.Count == 0 ? "" : $" (replaces what was published meanwhile of {string.Join(", ", conflicts.Select(conflict => conflict.Key))})"),
            Idempotency = act.Marker,
        };
    }

    private static string? Problem(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published => null,
        PublishOutcome.Waits waits => $"a second person must agree to proposal {waits.Proposal}: {waits.Why}",
        PublishOutcome.Invalid invalid => $"it may not be published: {string.Join("; ", invalid.Faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}"))}",
        PublishOutcome.Refused refused => refused.Why,
        PublishOutcome.NotKept notKept => notKept.Why,
        PublishOutcome.Conflicted => "it was merged by another node at the same moment",
        _ => outcome.ToString(),
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 5210, Level = LogLevel.Warning, Message = "Break-glass {Id} of {Actor} is revision {Revision} of the history now, with {Conflicts} conflicts")]
        public static partial void Merged(ILogger log, string id, string actor, long revision, int conflicts);

        [LoggerMessage(EventId = 5211, Level = LogLevel.Error, Message = "Break-glass {Id} of {Actor} is in force on its machine and not in the history: {Why}")]
        public static partial void NotMerged(ILogger log, string id, string actor, string why);

        [LoggerMessage(EventId = 5213, Level = LogLevel.Error, Message = "Break-glass {Id} of {Actor} ({Reason}) is taken away: the site was frozen when it was dropped, and no second person agreed; drop it anew with --second NAME")]
        public static partial void Refused(ILogger log, string id, string actor, string reason);

        [LoggerMessage(EventId = 5212, Level = LogLevel.Warning, Message = "{Path} cannot be read or written: {Why}; break-glass acts in it are not merged")]
        public static partial void Unreadable(ILogger log, string path, string why);
    }
}
