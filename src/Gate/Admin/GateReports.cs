using System.Buffers;
using System.Collections.Concurrent;

namespace Seawall.Gate.Admin;

/// <summary>What the gate's parts tell of themselves as JSON, by name: <c>rules</c>, <c>limits</c>, <c>connections</c>. Each is <c>GET /{name}</c>, and a table of the console's where it has one.</summary>
internal sealed class GateReports
{
    private readonly ConcurrentDictionary<string, Action<IBufferWriter<byte>>> _writers = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _writers.Keys;

    public void Add(string name, Action<IBufferWriter<byte>> write) => _writers[name] = write;

    /// <summary>The JSON of a report as it stands now; empty when there is none of that name.</summary>
    public ReadOnlyMemory<byte> Read(string name)
    {
        ArrayBufferWriter<byte> output = new();
        if (_writers.TryGetValue(name, out Action<IBufferWriter<byte>>? write))
            write(output);
        return output.WrittenMemory;
    }
}
