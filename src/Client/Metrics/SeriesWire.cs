using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Client.Metrics;

/// <summary>
/// The compact form that the control center reads every second: names once, then values. All numbers are little-endian or varints:
/// <code>
/// "SWM1" · epoch u64 · from varint · count varint · names of series from … count · values of series 0 … count
/// name   kind u8 · metric text · unit text · labels varint · (name text · value text)*          text = length varint · UTF-8
/// value  0 = absent, 1 = follows; counter and gauge: f64; histogram: sum f64 · (gap ≥ 1 varint · count varint)* · 0, gaps from bucket −1
/// </code>
/// A reader that has the names of the first n series of this epoch asks with <c>?epoch=…&amp;from=n</c>; in another epoch it gets all names again.
/// </summary>
internal static class SeriesWire
{
    public static ReadOnlySpan<byte> Magic => "SWM1"u8;

    public static void Write(MetricRegistry registry, ulong epoch, int from, IBufferWriter<byte> output) => registry.Read((registry, epoch, from, output), (ask, series, turn) =>
    {
        var all = series.Span;
        var first = ask.epoch == ask.registry.Epoch && ask.from <= all.Length && ask.from >= 0 ? ask.from : 0;
        ask.output.Write(Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(ask.output.GetSpan(8), ask.registry.Epoch);
        ask.output.Advance(8);
        Varint.Write(ask.output, (ulong)first);
        Varint.Write(ask.output, (ulong)all.Length);
        foreach (var one in all[first..])
            WriteName(one.Name, ask.output);
        foreach (var one in all)
            WriteValue(one, turn, ask.output);
        return true;
    });

    private static void WriteName(SeriesName name, IBufferWriter<byte> output)
    {
        Varint.Write(output, (ulong)name.Kind);
        WriteText(name.Metric, output);
        WriteText(name.Unit, output);
        Varint.Write(output, (ulong)name.Labels.Count);
        foreach (var (key, value) in name.Labels)
        {
            WriteText(key, output);
            WriteText(value, output);
        }
    }

    private static void WriteValue(Series series, long turn, IBufferWriter<byte> output)
    {
        if (!series.IsCurrent(turn))
        {
            output.Write("\0"u8);
            return;
        }
        output.Write("\u0001"u8);
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), series.Value);
        output.Advance(8);
        if (series.Name.Kind != SeriesKind.Histogram)
            return;
        var last = -1;
        for (var i = 0; i < series.Filled.Length; i++)
        {
            var count = series.Filled[i];
            if (count == 0)
                continue;
            Varint.Write(output, (ulong)(i - last));
            Varint.Write(output, (ulong)count);
            last = i;
        }
        Varint.Write(output, 0);
    }

    private static void WriteText(string text, IBufferWriter<byte> output)
    {
        Varint.Write(output, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }
}
