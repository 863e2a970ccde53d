using System.Diagnostics.Tracing;

namespace Seawall.Client.Metrics.Machine;

/// <summary>How many bytes went through this process's sockets, by the framework's own counters, which tell it once a second.</summary>
internal sealed class SocketBytes : EventListener
{
    private double _received;
    private double _sent;

    public long Received => (long)Volatile.Read(ref _received);

    public long Sent => (long)Volatile.Read(ref _sent);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // The counters alone: its events would be one for every connection.
        if (eventSource.Name == "System.Net.Sockets")
            EnableEvents(eventSource, EventLevel.Critical, EventKeywords.None, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "1" });
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is not { EventName: "EventCounters", Payload: [IDictionary<string, object?> counter] } || counter["Name"] is not string name || !counter.TryGetValue("Mean", out var mean))
            return;
        if (name == "bytes-received")
            Volatile.Write(ref _received, (double)mean!);
        else if (name == "bytes-sent")
            Volatile.Write(ref _sent, (double)mean!);
    }
}
