using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Leading;
using Seawall.Control.Metrics.Scraping;

namespace Seawall.Control.Dial.Steering;

/// <summary>Looks at the site's figures every second, says where the dial should stand, and moves it where that was allowed. It takes back only what it shed itself; of several nodes the leader moves.</summary>
internal sealed partial class SteeringWork(MetricBeat beat, PressureReader reader, IConfigStore store, IServiceProvider services, ILeader leader, TimeProvider time, ILogger<SteeringWork> log) : BackgroundService
{
    private volatile SteeringView _now = SteeringView.Asleep;
    private SteeringState? _state;
    private long _movedIn = -1;
    private DateTimeOffset? _personMovedAt;

    /// <summary>What it makes of the last second.</summary>
    public SteeringView Now => _now;

    /// <summary>One second.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var (config, now) = (store.Current, time.GetUtcNow());
        var settings = SteeringSettings.InForce(config);
        // The desk is asked for when there is something to steer: this process may be no node of the config center.
        if (settings.Mode == SteeringMode.Off || config[Ladder.Key] is not { } json || Ladder.Read(json, out _) is not { } ladder)
        {
            (_state, _now) = (null, SteeringView.Asleep with { Mode = settings.Mode });
            return;
        }
        await FollowPersonsAsync(config.Entries.GetValueOrDefault(DialState.Key)?.Revision ?? 0, ct).ConfigureAwait(false);
        var (stands, figures) = (DialState.Of(config), reader.Read());
        var state = (_state ?? SteeringState.At(stands.Level, now)).Next(figures, settings, stands.Level, ladder.Deepest, now);
        _state = state;
        var paused = settings.Mode == SteeringMode.Move && _personMovedAt is { } moved && moved + TimeSpan.FromMinutes(settings.PauseMinutes) is var end && end > now ? end : (DateTimeOffset?)null;
        _now = new SteeringView(settings.Mode, figures, state.Pressure, state.UsualLatencyMs, state.Level, state.Suggested, state.Why, state.CalmSince, paused);
        if (settings.Mode == SteeringMode.Move && leader.IsLeader && paused is null && state.Suggested != state.Level && (state.Suggested > state.Level ? state.Suggested <= settings.UpTo : stands.Steps[^1].By == DialDesk.Itself))
            await MoveAsync(state, ct).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in beat.WatchAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    await LookAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
                {
                    Log.NotSteered(log, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task MoveAsync(SteeringState state, CancellationToken ct)
    {
        var outcome = await services.GetRequiredService<DialDesk>().MoveItselfAsync(state.Suggested, state.Level, state.Why, ct).ConfigureAwait(false);
        if (outcome.Outcome is PublishOutcome.Published)
        {
            Log.Moved(log, state.Level, state.Suggested, state.Why);
            return;
        }
        // It is tried again when the figures have said so anew.
        _state = SteeringState.At(state.Level, time.GetUtcNow());
        Log.NotMoved(log, outcome.Outcome.ToString());
    }

    // The history says who moved the dial last, also when that was before this process began.
    private async Task FollowPersonsAsync(long revision, CancellationToken ct)
    {
        if (revision == _movedIn)
            return;
        var last = (await services.GetRequiredService<ConfigHistory>().RevisionsAsync(long.MaxValue, 1, DialState.Key, ct).ConfigureAwait(false)).FirstOrDefault();
        _personMovedAt = last is null || last.Actor == DialDesk.Itself ? null : last.At;
        _movedIn = revision;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5410, Level = LogLevel.Warning, Message = "The dial moved from L{From} to L{To} by itself: {Why}")]
        public static partial void Moved(ILogger log, int from, int to, string why);

        [LoggerMessage(EventId = 5411, Level = LogLevel.Warning, Message = "The dial could not move by itself: {Outcome}")]
        public static partial void NotMoved(ILogger log, string outcome);

        [LoggerMessage(EventId = 5412, Level = LogLevel.Warning, Message = "The dial did not look at the site's figures: {Why}")]
        public static partial void NotSteered(ILogger log, string why);
    }
}

/// <summary>What the controller makes of the last second.</summary>
/// <param name="Level">Where the dial stood in that second.</param>
/// <param name="Suggested">Where the dial should stand; where it stands when it should stay.</param>
/// <param name="PausedUntil">Until when it moves nothing because a person moved the dial; null when it is not paused.</param>
public sealed record SteeringView(
    SteeringMode Mode, PressureFigures Figures, Pressure Pressure, double? UsualLatencyMs, int Level, int Suggested, string Why, DateTimeOffset? CalmSince, DateTimeOffset? PausedUntil)
{
    public static SteeringView Asleep { get; } = new(SteeringMode.Off, PressureFigures.None, default, null, 0, 0, "", null, null);

    /// <summary>As it reads beside a level: what was suggested for another one is no suggestion any more.</summary>
    public SteeringView Beside(int level) => level == Level ? this : this with { Level = level, Suggested = level, Why = "" };
}
