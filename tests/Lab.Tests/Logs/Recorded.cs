using System.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

/// <summary>An event kept beyond the reader's next step.</summary>
internal sealed record Recorded(EventKind Kind, string Sql, string Parameters, string SqlState, ulong Session)
{
    public long StartMicros { get; init; }
    public long DurationMicros { get; init; }
    public ulong Transaction { get; init; }
    public string Database { get; init; } = "";
    public string User { get; init; } = "";
    public string Application { get; init; } = "";
    public uint Sequence { get; init; }
    public string Host { get; init; } = "";
    public long Rows { get; init; } = -1;
    public long RowsExamined { get; init; } = -1;
    public long LockMicros { get; init; } = -1;

    public static List<Recorded> All(EventSource source)
    {
        var all = new List<Recorded>();
        while (source.TryRead(out LogEvent e))
        {
            all.Add(Of(e));
        }

        return all;
    }

    public static List<Recorded> All(string csv, int bufferSize = 1 << 16)
    {
        using var reader = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(csv)), bufferSize);
        return All(reader);
    }

    /// <summary>Fails unless 2900 events are read without an allocation once the reader is warm. Disposes it.</summary>
    public static void AllocatesNothing(EventSource reader)
    {
        using (reader)
        {
            for (int i = 0; i < 1000; i++)
            {
                Assert.True(reader.TryRead(out _));
            }

            // A collection, of which other tests cause some, counts what is left of the thread's room as allocated: what it falls into is not judged.
            List<long> allocated = [];
            for (int slice = 0; slice < 10; slice++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                int events = 0;
                while (events < 290 && reader.TryRead(out _))
                {
                    events++;
                }

                allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.Equal(290, events);
            }

            Assert.True(allocated.Count(bytes => bytes > 0) <= 4, $"bytes allocated by each 290 events: {string.Join(", ", allocated)}");
        }
    }

    private static Recorded Of(in LogEvent e)
    {
        var parameters = new StringBuilder();
        ParameterReader reader = e.Parameters.Read();
        while (reader.Next(out Parameter p))
        {
            byte[] value = new byte[p.Raw.Length];
            int length = p.CopyTo(value);
            parameters.Append(parameters.Length > 0 ? "|" : "").Append(p.IsNull ? "NULL" : Encoding.UTF8.GetString(value, 0, length));
        }

        if (reader.IsBroken)
        {
            parameters.Append("|BROKEN");
        }

        return new Recorded(e.Kind, Encoding.UTF8.GetString(e.Sql), parameters.ToString(), Encoding.UTF8.GetString(e.SqlState), e.Session)
        {
            StartMicros = e.StartMicros,
            DurationMicros = e.DurationMicros,
            Transaction = e.Transaction,
            Database = Encoding.Latin1.GetString(e.Database),
            User = Encoding.Latin1.GetString(e.User),
            Application = Encoding.Latin1.GetString(e.Application),
            Sequence = e.Sequence,
            Host = Encoding.Latin1.GetString(e.Host),
            Rows = e.Rows,
            RowsExamined = e.RowsExamined,
            LockMicros = e.LockMicros,
        };
    }
}
