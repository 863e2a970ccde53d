using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Push;

namespace Seawall.Control.Arming;

/// <summary>
/// Arms changes, sets the moment when all hold them, and makes them one revision when it has come; goes on with what a control center that was killed left armed. Whoever
/// asked may go away meanwhile.
/// </summary>
internal sealed partial class ArmedPublisher(IConfigStore store, ConfigChecks checks, TimeProvider time, ILogger<ArmedPublisher> log, IInstances? instances = null)
    : BackgroundService, IArmedPublisher
{
    // From the word to the deed: as long as the news of the moment needs to every process.
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(150);

    // What is so late was begun by a node that is gone.
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Lazy<Task<ArmedOutcome>>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    public async Task<ArmedOutcome> PublishAsync(ArmedRequest request, CancellationToken ct)
    {
        var refused = Begun(request.Id) ? null : await ArmAsync(request, ct).ConfigureAwait(false);
        return refused ?? await Run(request.Id, resumed: false).WaitAsync(ct).ConfigureAwait(false);
    }

    public async Task<bool> CancelAsync(string id, string actor, string reason, CancellationToken ct)
    {
        if (store.Current.Entries.GetValueOrDefault(ConfigKeys.Armed + id) is not { } armed || ArmedEntry.Read(armed.Value)?.At <= time.GetUtcNow())
            return false;
        var outcome = await store.PublishAsync(
            new PublishRequest { Changes = [new WantedChange(armed.Key, null, armed.Revision)], Actor = actor, Reason = reason, Action = "disarm" }, ct).ConfigureAwait(false);
        return outcome is PublishOutcome.Published;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_running.Values.Select(run => run.Value)).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _stop.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var first = true; ; first = false)
            {
                foreach (var armed in ArmedChanges.In(store.Current))
                {
                    if (first || armed.At + Overdue < time.GetUtcNow())
                        Resume(armed.Id);
                }
                await Task.Delay(Overdue, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private bool Begun(string id) => _running.ContainsKey(id) || store.Current[ConfigKeys.Armed + id] is not null;

    // All that a publish must meet is asked now, and of the keys to change once more at every step.
    private async Task<ArmedOutcome?> ArmAsync(ArmedRequest request, CancellationToken ct)
    {
        var current = store.Current;
        if (PublishDecision.Decide(current, request.Publish, checks).Ended is { } ended)
            return new ArmedOutcome(ended, 0, 0, [], ended is PublishOutcome.Published ? time.GetUtcNow() : null);
        var entry = ArmedEntry.Of(request, instances?.Look().Connected ?? 0);
        var outcome = await store.PublishAsync(entry.Step("arm", current, ConfigKeys.Armed + request.Id, entry.Write(), 0), ct).ConfigureAwait(false);
        return outcome is PublishOutcome.Published || Begun(request.Id) ? null : new ArmedOutcome(outcome, 0, 0, [], null);
    }

    private void Resume(string id)
    {
        if (_running.ContainsKey(id))
            return;
        Log.Resumed(log, id);
        _ = Run(id, resumed: true);
    }

    // Held in the list until it ends, so that stopping waits for it.
    private Task<ArmedOutcome> Run(string id, bool resumed) => _running.GetOrAdd(id, _ => new Lazy<Task<ArmedOutcome>>(() => Task.Run(async () =>
    {
        try
        {
            var outcome = await new ArmedRun(id, store, instances, time, Lead, resumed).EndAsync(_stop.Token).ConfigureAwait(false);
            Log.Ended(log, id, outcome.Armed, outcome.Instances, outcome.Outcome.ToString() ?? "");
            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Failed(log, e, id);
            throw;
        }
        finally
        {
            _running.TryRemove(id, out var _);
        }
    }))).Value;

    private static partial class Log
    {
        [LoggerMessage(EventId = 5220, Level = LogLevel.Information, Message = "armed/{Id} was held ready by {Armed} of {Instances} instances and has ended: {Outcome}")]
        public static partial void Ended(ILogger log, string id, int armed, int instances, string outcome);

        [LoggerMessage(EventId = 5221, Level = LogLevel.Warning, Message = "armed/{Id} was left by a control center that is gone, and is gone on with")]
        public static partial void Resumed(ILogger log, string id);

        [LoggerMessage(EventId = 5222, Level = LogLevel.Error, Message = "armed/{Id} could not be ended; it is tried again")]
        public static partial void Failed(ILogger log, Exception exception, string id);
    }
}
