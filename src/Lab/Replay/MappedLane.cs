using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>
/// A lane file in memory, read in place: the replay sends from these pages without a copy. Checking its sum at opening
/// also brings the pages in, so that no statement waits for the disk.
/// </summary>
internal sealed unsafe class MappedLane : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private readonly long _length;

    public MappedLane(string directory, ManifestLane lane)
    {
        string path = Path.Combine(directory, LaneFormat.FileName(lane.Lane));
        _length = new FileInfo(path).Length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
        _bytes += _view.PointerOffset;
        Check(path, lane);
    }

    public int Units { get; private set; }

    public ReadOnlySpan<byte> At(long offset) => new(_bytes + offset, (int)Math.Min(int.MaxValue, _length - offset));

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private void Check(string path, ManifestLane lane)
    {
        if (_length != LaneFormat.HeaderLength + lane.Bytes || !At(0).StartsWith(LaneFormat.Magic))
        {
            throw new InvalidDataException($"{path} is not the lane its manifest describes. Pack the log again.");
        }

        Units = BinaryPrimitives.ReadInt32LittleEndian(At(12));
        var sum = new XxHash3();
        for (long at = LaneFormat.HeaderLength; at < _length;)
        {
            ReadOnlySpan<byte> part = At(at);
            part = part[..Math.Min(part.Length, 1 << 20)];
            sum.Append(part);
            at += part.Length;
        }

        if (Units != lane.Units || sum.GetCurrentHashAsUInt64().ToString("x16") != lane.Sum)
        {
            throw new InvalidDataException($"{path} was changed after packing: its sum differs from the manifest's. Pack the log again.");
        }
    }
}
