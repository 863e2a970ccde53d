using System.Collections.Concurrent;

namespace Seawall.Control.Push;

/// <summary>Every instance that has a stream or had one lately, with what it acknowledged last. Bounded: beyond it strangers are served and not remembered.</summary>
internal sealed class InstanceBook(PushFeed feed, PushOptions options) : IInstances
{
    private const int Most = 65_536;

    private readonly ConcurrentDictionary<(string Service, string Instance), InstanceRecord> _all = new();
    private TaskCompletionSource? _word;

    public InstanceRecord? Find(string service, string instance) => _all.GetValueOrDefault((service, instance));

    public InstanceRecord Open(string service, string instance, long applied)
    {
        var now = feed.Now;
        var record = _all.Count < Most ? _all.GetOrAdd((service, instance), key => new InstanceRecord(key.Service, key.Instance))
            : Find(service, instance) ?? new InstanceRecord(service, instance);
        record.Open(now);
        if (applied > 0)
            record.Ack(applied, differs: false, record.Acked == applied ? record.Faults : [], now);
        Tell();
        return record;
    }

    public void Ack(string service, string instance, long revision, ulong digest, IReadOnlyList<string> faults)
    {
        var head = feed.Head.State;
        Find(service, instance)?.Ack(revision, revision == head.Revision && digest != head.Digest, faults, feed.Now);
        Tell();
    }

    public Task WordAsync(CancellationToken cancellationToken)
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _word, fresh, null) ?? fresh).Task.WaitAsync(cancellationToken);
    }

    public void Forget()
    {
        var now = feed.Now;
        foreach (var (key, record) in _all)
        {
            if (record.Streams == 0 && now - record.SeenAt > options.ForgetAfter.TotalMilliseconds)
                _all.TryRemove(key, out _);
        }
    }

    /// <summary>How many lag; as cheap as a scrape each second asks for.</summary>
    public int CountStragglers()
    {
        var revision = feed.Head.State.Revision;
        var now = feed.Now;
        var count = 0;
        foreach (var (_, record) in _all)
            count += View(record, revision, now).Straggles ? 1 : 0;
        return count;
    }

    public FleetView Look()
    {
        var revision = feed.Head.State.Revision;
        var now = feed.Now;
        InstanceView[] all = [.. _all.Values.Select(record => View(record, revision, now)).OrderBy(i => i.Service, StringComparer.Ordinal).ThenBy(i => i.Instance, StringComparer.Ordinal)];
        return new FleetView(
            revision, all.Length, all.Count(i => i.Connected), all.Count(i => i is { Connected: true, Acked: { } acked, Differs: false, Faults: [] } && acked >= revision),
            [.. all.Where(i => i.Straggles)], all);
    }

    // Costs nothing while nobody waits.
    private void Tell()
    {
        if (Volatile.Read(ref _word) is not null)
            Interlocked.Exchange(ref _word, null)?.TrySetResult();
    }

    // Late since the newest revision went out, or since it lost its stream, or since it came, whichever is last; faults are late at once.
    private InstanceView View(InstanceRecord record, long revision, long now)
    {
        var acked = record.Acked;
        var connected = record.Streams > 0;
        var isBehind = acked < revision || !connected;
        var late = isBehind ? now - Math.Max(connected ? feed.MovedAt : 0, record.SeenAt) : 0;
        return new InstanceView(
            record.Service, record.Instance, connected, acked < 0 ? null : acked, Math.Max(0, revision - Math.Max(0, acked)), Math.Max(0, late) / 1000.0,
            record.Differs || record.Faults.Count > 0 || (isBehind && late > options.StragglerAfter.TotalMilliseconds), record.Differs, record.Faults);
    }
}
