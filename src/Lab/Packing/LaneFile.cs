using System.Buffers.Binary;
using System.IO.Hashing;

namespace Seawall.Lab.Packing;

/// <summary>One lane being written: units as they come, the header and the sum at the end.</summary>
internal sealed class LaneFile : IDisposable
{
    private readonly FileStream _file;
    private readonly XxHash3 _sum = new();
    private readonly int _lane;
    private int _units;
    private long _bytes;

    public LaneFile(string path, int lane)
    {
        _lane = lane;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024);
        _file.Write(new byte[LaneFormat.HeaderLength]);
    }

    public void Add(ReadOnlySpan<byte> unit)
    {
        _file.Write(unit);
        _sum.Append(unit);
        _units++;
        _bytes += unit.Length;
    }

    public ManifestLane Finish()
    {
        Span<byte> header = stackalloc byte[LaneFormat.HeaderLength];
        LaneFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _lane);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _units);
        _file.Position = 0;
        _file.Write(header);
        _file.Dispose();
        return new ManifestLane { Lane = _lane, Units = _units, Bytes = _bytes, Sum = _sum.GetCurrentHashAsUInt64().ToString("x16") };
    }

    public void Dispose() => _file.Dispose();
}
