using System.Runtime.CompilerServices;
using Seawall.Kernel;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>What one statement, table, business or role used of the database.</summary>
internal sealed class Usage
{
    public long Calls { get; private set; }
    public long Errors { get; private set; }
    public long Rows { get; private set; }

    /// <summary>Null as long as no statement told it.</summary>
    public long? RowsExamined { get; private set; }
    public long? LockMicros { get; private set; }

    /// <summary>All time, further fetches included.</summary>
    public long TotalMicros { get; private set; }

    public LatencyHistogram Latency { get; } = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in LogEvent e)
    {
        TotalMicros += Math.Max(0, e.DurationMicros);
        if (e.Kind == EventKind.Continuation)
        {
            return;
        }

        Calls++;
        Errors += e.Failed ? 1 : 0;
        Rows += Math.Max(0, e.Rows);
        if (e.RowsExamined >= 0)
        {
            RowsExamined = (RowsExamined ?? 0) + e.RowsExamined;
        }

        if (e.LockMicros >= 0)
        {
            LockMicros = (LockMicros ?? 0) + e.LockMicros;
        }

        if (e.DurationMicros >= 0)
        {
            Latency.Record(e.DurationMicros);
        }
    }
}
