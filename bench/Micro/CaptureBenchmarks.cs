using BenchmarkDotNet.Attributes;
using Seawall.Postgres.Capture;

namespace Seawall.Micro;

/// <summary>What writing a captured statement costs, clear and masked, and reading it back.</summary>
[MemoryDiagnoser]
public class CaptureBenchmarks
{
    private readonly CaptureWriter _clear = new();
    private readonly CaptureWriter _masked = new(new Masking("0123456789abcdef"u8));
    private readonly byte[] _room = new byte[16 * 1024];
    private readonly byte[] _record = new byte[16 * 1024];
    private int _size;

    /// <summary>Writes the record that is read.</summary>
    [GlobalSetup]
    public void WriteRecord()
    {
        if (!_clear.TryFormat(_record, Event(), out _size))
            throw new InvalidOperationException("The record did not fit.");
    }

    /// <summary>Values as they are.</summary>
    [Benchmark]
    public int Write()
    {
        _clear.TryFormat(_room, Event(), out int written);
        return written;
    }

    /// <summary>Values as tokens.</summary>
    [Benchmark]
    public int WriteMasked()
    {
        _masked.TryFormat(_room, Event(), out int written);
        return written;
    }

    /// <summary>One record parsed and its check made.</summary>
    [Benchmark]
    public long Read() => CaptureRecord.TryParse(_record.AsSpan(0, _size), out CaptureRecord record) ? record.Event.Rows : 0;

    private static CaptureEvent Event() => new()
    {
        Sql = Statements.Shop[0],
        User = "catalog"u8,
        Database = "main"u8,
        Application = "catalog"u8,
        Role = "app"u8,
        Caller = "web"u8,
    };
}
