using System.Buffers.Binary;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Client.Metrics;

/// <summary>What one process measured, as read from <see cref="SeriesWire"/>; a reader keeps it and reads the next answer into it.</summary>
public sealed class SeriesReading
{
    private const int LongestText = 4096;
    private const int MostLabels = 32;
    private const int MostSeries = 20_000;

    private readonly List<SeriesName> _names = [];
    private double[] _values = [];
    private long[]?[] _buckets = [];

    /// <summary>Which life of the process it is; 0 before the first answer.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The series in the order of their making; a place once given stays within an epoch.</summary>
    public IReadOnlyList<SeriesName> Names => _names;

    /// <summary>The value of a counter or gauge or the sum of a histogram, since the process started; NaN when it is absent now.</summary>
    public double Value(int series) => _values[series];

    /// <summary>The counts of a histogram's buckets since the process started.</summary>
    public ReadOnlySpan<long> Filled(int series) => _buckets[series];

    /// <summary>Takes an answer over. Throws <see cref="InvalidDataException"/> when it is none; the names read until then stay.</summary>
    public void Read(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith(SeriesWire.Magic))
            throw new InvalidDataException("The answer does not begin as metrics do; another program may have the port.");
        answer = answer[SeriesWire.Magic.Length..];
        var epoch = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref answer, 8));
        var (from, count) = (Number(ref answer, MostSeries), Number(ref answer, MostSeries));
        if (epoch != Epoch || from == 0)
            _names.Clear();
        if (from != _names.Count || from > count)
            throw Damaged();
        Epoch = epoch;
        for (var i = from; i < count; i++)
            _names.Add(ReadName(ref answer));
        Array.Resize(ref _values, count);
        Array.Resize(ref _buckets, count);
        for (var i = 0; i < count; i++)
            ReadValue(ref answer, i);
    }

    private static SeriesName ReadName(ref ReadOnlySpan<byte> answer)
    {
        var kind = (SeriesKind)Take(ref answer, 1)[0];
        if (kind > SeriesKind.Histogram)
            throw Damaged();
        var (metric, unit) = (Text(ref answer), Text(ref answer));
        var labels = new KeyValuePair<string, string>[Number(ref answer, MostLabels)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = KeyValuePair.Create(Text(ref answer), Text(ref answer));
        return new SeriesName(metric, unit, kind, labels);
    }

    private void ReadValue(ref ReadOnlySpan<byte> answer, int series)
    {
        var buckets = _buckets[series];
        if (_names[series].Kind == SeriesKind.Histogram)
        {
            var wanted = Buckets.Of(_names[series].Unit).Count + 1;
            if (buckets?.Length != wanted)
                buckets = _buckets[series] = new long[wanted];
        }
        if (Take(ref answer, 1)[0] == 0)
        {
            _values[series] = double.NaN;
            return;
        }
        _values[series] = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref answer, 8));
        if (_names[series].Kind != SeriesKind.Histogram)
            return;
        Array.Clear(buckets!);
        var at = -1;
        while (Number(ref answer, int.MaxValue) is > 0 and var gap)
        {
            if (gap >= buckets!.Length - at)
                throw Damaged();
            at += gap;
            buckets[at] = (long)Varint.Read(ref answer);
        }
    }

    private static string Text(ref ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(Take(ref answer, Number(ref answer, LongestText)));

    private static int Number(ref ReadOnlySpan<byte> answer, int most) => Varint.Read(ref answer) is var number && number <= (ulong)most ? (int)number : throw Damaged();

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> answer, int length)
    {
        if (length > answer.Length)
            throw Damaged();
        var taken = answer[..length];
        answer = answer[length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("The metrics are damaged: a length or number is out of its range.");
}
