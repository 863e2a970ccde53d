using System.Globalization;
using System.Text;
using Seawall.Client.Config.Push;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Push.Model;

/// <summary>
/// The bytes between one stream and its client: taken in pieces of any size, lost from any byte on when the connection breaks. Whole events can be doubled,
/// swapped, lost or altered on the way, which TCP does not do, but proxies and faulty nodes do.
/// </summary>
internal sealed class SimWire(Random random) : IReader
{
    private readonly List<byte> _bytes = [];
    private int _read;

    public bool Broken { get; private set; }

    /// <summary>True for a reader that takes nothing now.</summary>
    public bool Stuck { get; set; }

    public bool Dropped { get; private set; }

    public int Offer(RenderedEvent rendered, int offset)
    {
        if (Broken)
            return -1;
        if (Stuck)
            return offset;
        var taken = random.Next(4) == 0 ? random.Next(rendered.Chunk.Length - offset + 1) : rendered.Chunk.Length - offset;
        _bytes.AddRange(rendered.Chunk.AsSpan(offset, taken));
        return offset + taken;
    }

    public void Drop() => Dropped = true;

    /// <summary>Breaks the connection: of what is under way, a part arrives.</summary>
    public void Break()
    {
        Broken = true;
        var arrives = _read + random.Next(_bytes.Count - _read + 1);
        _bytes.RemoveRange(arrives, _bytes.Count - arrives);
    }

    /// <summary>The whole events that have arrived since the last look.</summary>
    public List<SessionEvent> Take()
    {
        List<SessionEvent> events = [];
        while (Next() is { } text)
        {
            string[] lines = text.Split('\n');
            Assert.StartsWith("event: ", lines[0], StringComparison.Ordinal);
            Assert.StartsWith("id: ", lines[1], StringComparison.Ordinal);
            events.Add(ConfigWire.Read(lines[0][7..], Encoding.UTF8.GetBytes(lines[2]["data: ".Length..])));
        }
        return events;
    }

    private string? Next()
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)[_read..];
        var end = all.IndexOf("\r\n"u8);
        if (end < 0)
            return null;
        var length = int.Parse(Encoding.ASCII.GetString(all[..end]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (all.Length < end + 2 + length + 2)
            return null;
        _read += end + 2 + length + 2;
        return Encoding.UTF8.GetString(all.Slice(end + 2, length));
    }
}
