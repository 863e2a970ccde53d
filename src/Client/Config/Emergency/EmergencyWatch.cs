using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;

namespace Seawall.Client.Config.Emergency;

/// <summary>
/// Lays break-glass acts over the config as soon as their file is there: told by the file system, and looked for every 400 ms because watches miss (and do
/// not work on every file system).
/// </summary>
internal sealed partial class EmergencyWatch(
    EmergencyFolder folder, ConfigKeeper keeper, ConfigState state, SeawallServiceOptions service, TimeProvider time, ILogger<EmergencyWatch> log) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim _told = new(0, 1);
    private string _fingerprint = "";
    private HashSet<string> _receipts = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        try
        {
            while (true)
            {
                Look();
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var told = _told.WaitAsync(wait.Token);
                await Task.WhenAny(told, Task.Delay(_look, time, wait.Token)).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
                await wait.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    internal void Look()
    {
        try
        {
            var fingerprint = folder.Fingerprint();
            if (fingerprint != _fingerprint)
            {
                Take(folder.Read(out var refused), refused);
                _fingerprint = fingerprint;
            }
            LeaveReceipts();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(log, folder.Path, e.Message);
        }
    }

    private void Take(IReadOnlyList<EmergencyAct> acts, IReadOnlyList<string> refused)
    {
        foreach (var file in refused)
            Log.Refused(log, file);
        keeper.Lay(acts);
        state.Change(now => now with { Refused = [.. now.Refused.Where(r => !r.Contains(".act ", StringComparison.Ordinal)), .. refused] });
        foreach (var act in acts.Where(act => state.Current.Emergency.Contains(act.Id)))
            Log.InForce(log, act.Id, act.Actor, act.Reason, string.Join(", ", act.Changes.Select(change => change.Key)));
    }

    // Behind the effect, so that a full disk does not stand in its way.
    private void LeaveReceipts()
    {
        var inForce = state.Current.Emergency;
        foreach (var id in inForce.Where(id => !_receipts.Contains(id)))
        {
            try
            {
                folder.Receipt(id, new EmergencyReceipt(service.Name, service.Instance, time.GetUtcNow(), state.Current.Faults));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NoReceipt(log, id, e.Message);
            }
        }
        _receipts = [.. inForce];
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
            var watcher = new FileSystemWatcher(folder.Path, "*.act") { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            watcher.Created += (_, _) => Tell();
            watcher.Renamed += (_, _) => Tell();
            watcher.Deleted += (_, _) => Tell();
            watcher.Changed += (_, _) => Tell();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NoWatch(log, folder.Path, e.Message);
            return null;
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
        [LoggerMessage(EventId = 1120, Level = LogLevel.Warning, Message = "Break-glass {Id} of {Actor} is in force ({Reason}): {Keys}")]
        public static partial void InForce(ILogger log, string id, string actor, string reason, string keys);

        [LoggerMessage(EventId = 1121, Level = LogLevel.Error, Message = "A break-glass file is not obeyed: {File}")]
        public static partial void Refused(ILogger log, string file);

        [LoggerMessage(EventId = 1122, Level = LogLevel.Warning, Message = "{Path} cannot be read: {Why}")]
        public static partial void Unreadable(ILogger log, string path, string why);

        [LoggerMessage(EventId = 1123, Level = LogLevel.Warning, Message = "{Path} cannot be watched ({Why}); it is looked at every 400 ms")]
        public static partial void NoWatch(ILogger log, string path, string why);

        [LoggerMessage(EventId = 1124, Level = LogLevel.Warning, Message = "Break-glass {Id} is in force, but no receipt could be left: {Why}")]
        public static partial void NoReceipt(ILogger log, string id, string why);
    }
}
