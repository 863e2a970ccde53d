using System.Collections.Concurrent;
using System.Text;
using Seawall.Client.Config;
using Seawall.Client.Config.Push;

namespace Seawall.Control.Push;

/// <summary>
/// The newest revision as it goes over the wire: each event is rendered once, however many streams take it. An event is a chunk of HTTP/1.1 (RFC 9112 §7.1)
/// whole with its frame, so that it can be given to a socket as it is.
/// </summary>
internal sealed class PushHead
{
    // Clients that were away come from different revisions; past so many, the snapshot is good for all the others.
    private const int MostDeltas = 64;

    private readonly ConcurrentDictionary<long, RenderedEvent?> _deltas = new();
    private readonly Lazy<RenderedEvent> _snapshot;

    public PushHead(ConfigSnapshot state, TimeSpan beatEvery)
    {
        State = state;
        _snapshot = new Lazy<RenderedEvent>(() => Render(ConfigWire.Snapshot, state.Revision, ConfigWire.Write(state)));
        Beat = Render(ConfigWire.Beat, state.Revision, ConfigWire.Write(new SessionEvent.Beat(state.Revision, state.Digest, beatEvery)));
    }

    public ConfigSnapshot State { get; }

    public RenderedEvent Beat { get; }

    public RenderedEvent Snapshot => _snapshot.Value;

    /// <summary>The smallest event that brings a client from a revision to this one or a later one.</summary>
    public RenderedEvent From(long revision, Func<long, ConfigDelta?> since)
    {
        if (revision <= 0)
            return Snapshot;
        if (_deltas.TryGetValue(revision, out var known))
            return known ?? Snapshot;
        if (_deltas.Count >= MostDeltas)
            return Snapshot;
        var delta = since(revision);
        var rendered = delta is null || delta.Revision < State.Revision || delta.Changes.Count > State.Entries.Count + 1
            ? null
            : Render(ConfigWire.Delta, delta.Revision, ConfigWire.Write(delta));
        return _deltas.GetOrAdd(revision, rendered) ?? Snapshot;
    }

    private static RenderedEvent Render(string name, long revision, byte[] data)
    {
        var head = Encoding.ASCII.GetBytes($"event: {name}\nid: {revision}\ndata: ");
        var length = head.Length + data.Length + 2;
        return new RenderedEvent([.. Encoding.ASCII.GetBytes($"{length:x}\r\n"), .. head, .. data, .. "\n\n\r\n"u8], revision);
    }
}

/// <summary>An event as a whole chunk, and the revision that a reader has after it.</summary>
internal sealed record RenderedEvent(byte[] Chunk, long Revision)
{
    private readonly int _start = Chunk.AsSpan().IndexOf("\r\n"u8) + 2;

    /// <summary>The event without the frame of the chunk.</summary>
    public ReadOnlyMemory<byte> Text => Chunk.AsMemory(_start, Chunk.Length - _start - 2);
}
