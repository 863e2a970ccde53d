using System.Diagnostics.Metrics;

namespace Seawall.Client.Metrics.Machine;

/// <summary>The meter <c>Seawall.Process</c>: processor, memory, disk, network, files and threads of this process, by OpenTelemetry's names.</summary>
public sealed class ProcessMeter : IDisposable
{
    private static readonly KeyValuePair<string, object?> User = new("cpu.mode", "user"), Kernel = new("cpu.mode", "system");
    private static readonly KeyValuePair<string, object?> Read = new("disk.io.direction", "read"), Write = new("disk.io.direction", "write");
    private static readonly KeyValuePair<string, object?> Received = new("network.io.direction", "receive"), Sent = new("network.io.direction", "transmit");
    // What is open is counted at every fifth look.
    private const int FilesEvery = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private readonly Meter _meter = new("Seawall.Process");
    private readonly TimeProvider _time;
    private readonly SocketBytes _sockets = new();
    private ProcessFigures _figures = ProcessFigures.OfThis();
    private long _at;
    private int _looks;

    /// <param name="time">Tells when figures are old.</param>
    /// <param name="more">Bytes received and sent through sockets that are not the framework's; null where there are none.</param>
    public ProcessMeter(TimeProvider time, Func<(long Received, long Sent)>? more = null)
    {
        _time = time;
        _at = time.GetTimestamp();
        _meter.CreateObservableCounter("process.cpu.time", () => (Measurement<double>[])[new(Now.UserSeconds, User), new(Now.SystemSeconds, Kernel)], "s", "Processor time of this process.");
        _meter.CreateObservableUpDownCounter("process.memory.usage", () => Now.ResidentBytes, "By", "Memory of this process in use: its resident set.");
        _meter.CreateObservableUpDownCounter("process.thread.count", () => Some(Now.Threads), "{thread}", "Threads of this process.");
        _meter.CreateObservableUpDownCounter("process.unix.file_descriptor.count", () => Some(Now.Files), "{file_descriptor}", "Files and sockets that this process has open.");
        _meter.CreateObservableUpDownCounter("process.unix.file_descriptor.limit", () => Some(Now.FilesLimit), "{file_descriptor}", "The most files and sockets that this process may have open.");
        _meter.CreateObservableCounter("process.disk.io", () => (Measurement<long>[])[.. Some(Now.DiskReadBytes, Read), .. Some(Now.DiskWrittenBytes, Write)], "By", "Bytes of this process that went to or came from a disk.");
        _meter.CreateObservableGauge("process.start.time", () => Now.StartedUnix is { } started ? (Measurement<double>[])[new(started)] : [], "s", "When this process was started, in Unix seconds.");
        _meter.CreateObservableCounter("process.network.io", () => Network(more?.Invoke() ?? default), "By", "Bytes of this process that went through its sockets.");
    }

    private ProcessFigures Now
    {
        get
        {
            if (_time.GetElapsedTime(_at) > Fresh)
            {
                var counts = _looks++ % FilesEvery == 0;
                var now = ProcessFigures.OfThis(counts);
                _figures = counts ? now : now with { Files = _figures.Files, FilesLimit = _figures.FilesLimit };
                _at = _time.GetTimestamp();
            }
            return _figures;
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _sockets.Dispose();
    }

    private Measurement<long>[] Network((long Received, long Sent) more) => [new(_sockets.Received + more.Received, Received), new(_sockets.Sent + more.Sent, Sent)];

    private static Measurement<long>[] Some(long? value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) => value is { } known ? [new(known, tags)] : [];
}
