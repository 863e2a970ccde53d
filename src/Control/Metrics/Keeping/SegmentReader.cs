using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Control.Metrics.Keeping;

/// <summary>Reads what <see cref="SegmentSet"/> wrote, up to the first record of a file that is not whole.</summary>
internal static class SegmentReader
{
    private const int MostLabels = 32;

    public static void Read(IReadOnlyList<FileInfo> files, MetricStore store, Action<Column, long, float> put)
    {
        foreach (var file in files)
        {
            try
            {
                Read(File.ReadAllBytes(file.FullName), store, put);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A file that can't be read is history that is lost; the others are not.
            }
        }
    }

    internal static void Read(ReadOnlySpan<byte> file, MetricStore store, Action<Column, long, float> put)
    {
        if (!file.StartsWith(SegmentSet.Magic))
            return;
        file = file[SegmentSet.Magic.Length..];
        var columns = new Dictionary<ulong, Column?>();
        while (file.Length >= 8)
        {
            var (length, sum) = (BinaryPrimitives.ReadUInt32LittleEndian(file), BinaryPrimitives.ReadUInt32LittleEndian(file[4..]));
            if (length > file.Length - 8 || Crc32.HashToUInt32(file.Slice(8, (int)length)) != sum)
                return;
            try
            {
                Take(file.Slice(8, (int)length), columns, store, put);
            }
            catch (InvalidDataException)
            {
                return;
            }
            file = file[(8 + (int)length)..];
        }
    }

    private static void Take(ReadOnlySpan<byte> record, Dictionary<ulong, Column?> columns, MetricStore store, Action<Column, long, float> put)
    {
        if (Varint.Read(ref record) == 1)
        {
            columns[Varint.Read(ref record)] = store.Find(ReadName(ref record));
            return;
        }
        var slot = (long)Varint.Read(ref record);
        ulong number = ulong.MaxValue;
        while (record.Length > 4)
        {
            number = unchecked(number + Varint.Read(ref record));
            if (columns.TryGetValue(number, out var column) && column is not null)
                put(column, slot, BinaryPrimitives.ReadSingleLittleEndian(record));
            record = record[4..];
        }
    }

    private static ColumnName ReadName(ref ReadOnlySpan<byte> record)
    {
        var kind = (ColumnKind)Varint.Read(ref record);
        var metric = Text(ref record);
        var count = Varint.Read(ref record);
        if (kind > ColumnKind.Quantile || count > MostLabels)
            throw new InvalidDataException("A column's name is damaged.");
        var labels = new KeyValuePair<string, string>[count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = KeyValuePair.Create(Text(ref record), Text(ref record));
        return new ColumnName(metric, kind, labels);
    }

    private static string Text(ref ReadOnlySpan<byte> record)
    {
        var length = Varint.Read(ref record);
        if (length > (ulong)record.Length)
            throw new InvalidDataException("A text is cut short.");
        var text = Encoding.UTF8.GetString(record[..(int)length]);
        record = record[(int)length..];
        return text;
    }
}
