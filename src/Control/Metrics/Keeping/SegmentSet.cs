using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Control.Metrics.Keeping;

/// <summary>
/// Append-only files of values, one after the other, each complete in itself:
/// <code>
/// file   "SWMS1\n" · record*
/// record length u32 · CRC-32 of the payload u32 · payload
/// name   payload 1 · column varint · kind u8 · metric text · labels varint · (name text · value text)*       text = length varint · UTF-8
/// values payload 2 · slot varint · (gap of column numbers ≥ 1 varint · value f32)*, gaps from −1
/// </code>
/// A record whose length or sum is wrong ends its file: it was being written when the process or machine died.
/// </summary>
internal sealed class SegmentSet(DirectoryInfo folder, string prefix, int slots, int kept)
{
    public const string Extension = ".metrics";

    private readonly HashSet<int> _named = [];
    private readonly List<(int Number, float Value)> _present = [];
    private readonly ArrayBufferWriter<byte> _record = new(64 << 10);
    private FileStream? _file;
    private long _first;

    public static ReadOnlySpan<byte> Magic => "SWMS1\n"u8;

    /// <summary>Bytes of all files of this set.</summary>
    public long Bytes => Files().Sum(file => file.Length);

    /// <summary>The files of this set, oldest first.</summary>
    public IReadOnlyList<FileInfo> Files()
    {
        folder.Refresh();
        return folder.Exists ? [.. folder.EnumerateFiles($"{prefix}-*{Extension}").OrderBy(file => file.Name, StringComparer.Ordinal)] : [];
    }

    /// <summary>Appends the values of a slot, columns in the order of their numbers; those without one are left out.</summary>
    public void Append(long slot, IEnumerable<Column> columns, Func<Column, float> value)
    {
        if (_file is null || slot / slots != _first / slots)
            Open(slot);
        _present.Clear();
        foreach (var column in columns)
        {
            var own = value(column);
            if (float.IsNaN(own))
                continue;
            _present.Add((column.Number, own));
            if (_named.Add(column.Number))
                WriteName(column);
        }
        Begin(2);
        Varint.Write(_record, (ulong)slot);
        var last = -1;
        foreach (var (number, own) in _present)
        {
            Varint.Write(_record, (ulong)(number - last));
            BinaryPrimitives.WriteSingleLittleEndian(_record.GetSpan(4), own);
            _record.Advance(4);
            last = number;
        }
        End();
        _file!.Flush();
    }

    /// <summary>Deletes the oldest files until no more than this many bytes are left, the open one aside.</summary>
    public void Trim(long most)
    {
        var files = Files();
        var sum = files.Sum(file => file.Length);
        foreach (var file in files.SkipLast(1))
        {
            if (sum <= most)
                return;
            sum -= file.Length;
            file.Delete();
        }
    }

    /// <summary>Lets go of the open file; the next value begins another.</summary>
    public void Drop()
    {
        var file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed is lost with the rest of this file.
        }
    }

    private void Open(long slot)
    {
        Drop();
        _named.Clear();
        folder.Create();
        foreach (var old in Files().SkipLast(kept - 1))
            old.Delete();
        var path = Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{prefix}-{slot:D12}-{Environment.ProcessId}{Extension}"));
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 128 << 10);
        _file.Write(Magic);
        _first = slot;
    }

    private void WriteName(Column column)
    {
        Begin(1);
        Varint.Write(_record, (ulong)column.Number);
        Varint.Write(_record, (ulong)column.Name.Kind);
        WriteText(column.Name.Metric);
        Varint.Write(_record, (ulong)column.Name.Labels.Count);
        foreach (var (name, value) in column.Name.Labels)
        {
            WriteText(name);
            WriteText(value);
        }
        End();
    }

    private void Begin(byte kind)
    {
        _record.ResetWrittenCount();
        Varint.Write(_record, kind);
    }

    private void End()
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)_record.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Crc32.HashToUInt32(_record.WrittenSpan));
        _file!.Write(head);
        _file.Write(_record.WrittenSpan);
    }

    private void WriteText(string text)
    {
        Varint.Write(_record, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _record);
    }
}
