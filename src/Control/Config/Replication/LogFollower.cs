using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Control.Config.Replication;

/// <summary>Keeps this node in step with the log: told by its watch, and looking by itself every second, because a watch can be silent and dead.</summary>
internal sealed partial class LogFollower(SqliteConfigStore store, Replica replica, TimeProvider time, ILogger<LogFollower> log) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _again = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _told = new(0, 1);
    private bool _wasInTouch = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WatchAsync(stoppingToken), FollowAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    public override void Dispose()
    {
        _told.Dispose();
        base.Dispose();
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (replica.Stopped is null)
        {
            try
            {
                await store.VerifyPositionAsync(stopping).ConfigureAwait(false);
                await replica.WatchAsync(Tell, stopping).ConfigureAwait(false);
            }
            catch (ConfigLogException)
            {
                // Whether a quorum answers is told where entries are read.
            }
            await Task.Delay(_again, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (replica.Stopped is null)
        {
            try
            {
                await store.CatchUpAsync(stopping).ConfigureAwait(false);
                if (!_wasInTouch)
                    Log.InTouch(log, replica.Node, replica.Index);
                _wasInTouch = true;
            }
            catch (IOException e)
            {
                if (_wasInTouch)
                    Log.OutOfTouch(log, replica.Node, e.Message, store.Current.Revision);
                _wasInTouch = false;
            }
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(_told.WaitAsync(wait.Token), Task.Delay(_look, time, wait.Token)).ConfigureAwait(false);
            await wait.CancelAsync().ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private void Tell()
    {
        try
        {
            _told.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told and has not looked yet.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5121, Level = LogLevel.Warning, Message = "{Node} is in touch with the log again, at entry {Index}")]
        public static partial void InTouch(ILogger log, string node, long index);

        [LoggerMessage(EventId = 5122, Level = LogLevel.Error, Message = "{Node} is out of touch with the log ({Why}); it serves revision {Revision} and publishes nothing until a quorum answers")]
        public static partial void OutOfTouch(ILogger log, string node, string why, long revision);
    }
}
