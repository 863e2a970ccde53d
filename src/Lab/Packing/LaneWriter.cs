using System.Buffers.Binary;

namespace Seawall.Lab.Packing;

/// <summary>Writes the lanes' units to their files as the schedule hands them out.</summary>
internal sealed class LaneWriter : IDisposable
{
    private static readonly byte[] _sync = [(byte)'S', 0, 0, 0, 4];

    private readonly Spool _spool;
    private readonly LaneFile[] _lanes;
    private byte[] _record = new byte[64 * 1024];
    private int _filled;

    public LaneWriter(string directory, int lanes, Spool spool)
    {
        _spool = spool;
        _lanes = new LaneFile[lanes];
        for (int i = 0; i < lanes; i++)
        {
            _lanes[i] = new LaneFile(Path.Combine(directory, LaneFormat.FileName(i)), i);
        }
    }

    public void Write(in Placement place, int order, int number, in PackedUnit unit, int[] dependsOn, ReadOnlySpan<PackedStatement> statements)
    {
        _filled = 0;
        Int32(0);
        Int32(number);
        Int32(order);
        Int32(place.Round);
        Int32(unit.Session);
        Int32(unit.State);
        Int32(unit.StateAfter);
        Int32((int)unit.Traits);
        Int64(unit.StartMicros);
        int stepsAt = _filled;
        Int32(0);
        Int32(dependsOn.Length);
        foreach (int on in dependsOn)
        {
            Int32(on);
        }

        int steps = 0;
        while (!statements.IsEmpty)
        {
            int count = 1;
            while (!statements[count - 1].EndsStep)
            {
                count++;
            }

            Step(statements[..count]);
            statements = statements[count..];
            steps++;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(stepsAt), steps);
        BinaryPrimitives.WriteInt32LittleEndian(_record, _filled);
        _lanes[place.Lane].Add(_record.AsSpan(0, _filled));
    }

    /// <summary>Closes the files and returns what each holds.</summary>
    public IReadOnlyList<ManifestLane> Finish() => Array.ConvertAll(_lanes, lane => lane.Finish());

    public void Dispose()
    {
        foreach (LaneFile lane in _lanes)
        {
            lane?.Dispose();
        }
    }

    private void Step(ReadOnlySpan<PackedStatement> statements)
    {
        bool synced = statements[^1].IsExtended;
        int wire = synced ? _sync.Length : 0;
        foreach (ref readonly PackedStatement statement in statements)
        {
            wire += statement.Length;
        }

        Int32(wire);
        Int32(statements.Length);
        foreach (ref readonly PackedStatement statement in statements)
        {
            Int32(statement.Digest);
            Int32(statement.Rows);
            Int32(statement.DurationMicros);
            Int32(0);
            Int64(statement.StartMicros);
            Int64((long)statement.SqlState);
        }

        Reserve(wire);
        foreach (ref readonly PackedStatement statement in statements)
        {
            _spool.Read(statement.Offset, _record.AsSpan(_filled, statement.Length));
            _filled += statement.Length;
        }

        if (synced)
        {
            _sync.CopyTo(_record, _filled);
            _filled += _sync.Length;
        }
    }

    private void Int32(int value)
    {
        Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(_filled), value);
        _filled += 4;
    }

    private void Int64(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(_filled), value);
        _filled += 8;
    }

    private void Reserve(int bytes)
    {
        if (_filled + bytes > _record.Length)
        {
            Array.Resize(ref _record, Math.Max(_record.Length * 2, _filled + bytes));
        }
    }
}
