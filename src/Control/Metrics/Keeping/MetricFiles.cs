using Microsoft.Extensions.Logging;

namespace Seawall.Control.Metrics.Keeping;

/// <summary>
/// The store on disk: every second and every ten seconds are appended to segments of their own, the seconds of 20 minutes and the tens of 49 hours are kept,
/// and never more than <see cref="MostBytes"/> in all. A disk that fails costs history, not the figures of now.
/// </summary>
internal sealed partial class MetricFiles(DirectoryInfo folder, ILogger<MetricFiles> log) : IDisposable
{
    /// <summary>The most bytes of all segments together.</summary>
    public const long MostBytes = 512L << 20;

    private readonly SegmentSet _seconds = new(folder, "s", slots: 300, kept: 4);
    private readonly SegmentSet _tens = new(folder, "t", slots: 360, kept: 49);
    private bool _failed;

    /// <summary>Closes a stretch of ten seconds in the store, and writes it.</summary>
    public void CloseTen(MetricStore store, long ten)
    {
        foreach (var group in store.Groups)
            group.CloseTen(ten);
        foreach (var column in store.All)
            column.CloseTen(ten);
        Try(() =>
        {
            _tens.Append(ten, store.All, column => column.Tens.Read(ten));
            _tens.Trim(MostBytes - _seconds.Bytes);
        });
    }

    /// <summary>Writes a second.</summary>
    public void Write(MetricStore store, long second) => Try(() => _seconds.Append(second, store.All, column => column.Seconds.Read(second)));

    /// <summary>Reads back what is younger than the rings are long; torn or damaged ends are left out.</summary>
    public void Load(MetricStore store, long now)
    {
        SegmentReader.Read(_tens.Files(), store, (column, slot, value) => Put(column.Tens, slot, value, now / 10));
        SegmentReader.Read(_seconds.Files(), store, (column, slot, value) =>
        {
            if (slot > now - Column.SecondsKept && slot <= now)
                store.Known(slot);
            Put(column.Seconds, slot, value, now);
        });
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        _seconds.Drop();
        _tens.Drop();
    }

    // Without a folder or room it says so once and goes on.
    private void Try(Action write)
    {
        try
        {
            write();
            _failed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            if (!_failed)
                Log.NotWritten(log, folder.FullName, e.Message);
            _failed = true;
        }
    }

    // A clock that went back must not make values of the future.
    private static void Put(Ring ring, long slot, float value, long now)
    {
        if (slot <= now && slot > ring.Last)
            ring.Write(slot, value);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5303, Level = LogLevel.Warning, Message = "The history of figures in {Folder} can't be written: {Reason}; figures are kept in memory only until it can")]
        public static partial void NotWritten(ILogger logger, string folder, string reason);
    }
}
