using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Client.Config.Kept;

/// <summary>
/// Keeps what was applied, behind it and never in its way: at most one write is under way, and the newest snapshot is on disk at most about a second after it
/// was applied. A disk that does not take it is said once, tried again, and stops nothing.
/// </summary>
internal sealed partial class KeptWriter(LastKnownGood file, ConfigKeeper keeper, ConfigState state, TimeProvider time, ILogger<KeptWriter> log) : BackgroundService
{
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(2);

    private ConfigSnapshot? _kept;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await keeper.WaitPastAsync(_kept ?? keeper.Kept, stoppingToken).ConfigureAwait(false);
                await Task.Delay(_gather, time, stoppingToken).ConfigureAwait(false);
                if (!Save())
                    await Task.Delay(_again, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What came last is not lost to a stop in the middle of a burst.
            if (!ReferenceEquals(_kept ?? keeper.Kept, keeper.Base))
                Save();
        }
    }

    private bool Save()
    {
        var snapshot = keeper.Base;
        try
        {
            file.Save(snapshot);
            _kept = snapshot;
            if (state.Current.FileFault is not null)
                Log.KeptAgain(log, file.Path, snapshot.Revision);
            state.Change(now => now with { FileFault = null, KeptRevision = snapshot.Revision });
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (state.Current.FileFault is null)
                Log.NotKept(log, file.Path, snapshot.Revision, e.Message);
            state.Change(now => now with { FileFault = e.Message });
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1110, Level = LogLevel.Error, Message = "{Path} cannot take revision {Revision} of the config: {Why}. The process works on by it; a restart without the config center would not have it. Make room, or give the folder back to its owner")]
        public static partial void NotKept(ILogger log, string path, long revision, string why);

        [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "{Path} holds revision {Revision} of the config: it can be written again")]
        public static partial void KeptAgain(ILogger log, string path, long revision);
    }
}
