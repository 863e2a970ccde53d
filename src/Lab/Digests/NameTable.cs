using System.IO.Hashing;
using System.Text;

namespace Seawall.Lab.Digests;

/// <summary>Names met in a log, by a dense number; looking up one seen before allocates nothing.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<ulong, int> _ids = [];
    private readonly List<string> _names = [];
    private byte[] _last = [];
    private int _lastId = -1;

    public IReadOnlyList<string> All => _names;

    /// <summary>The name's number. Names are told apart by a 64-bit hash: of a million names, two collide once in 37 million logs.</summary>
    public int IdOf(ReadOnlySpan<byte> name)
    {
        // Neighbours mostly share it.
        if (_lastId >= 0 && name.SequenceEqual(_last))
        {
            return _lastId;
        }

        ulong hash = XxHash3.HashToUInt64(name);
        if (!_ids.TryGetValue(hash, out int id))
        {
            id = _names.Count;
            _ids.Add(hash, id);
            _names.Add(Encoding.UTF8.GetString(name));
            _last = name.ToArray();
            _lastId = id;
        }

        return id;
    }
}
