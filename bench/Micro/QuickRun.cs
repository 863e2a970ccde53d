using Seawall.Postgres.Capture;
using Seawall.Postgres.Sql;

namespace Seawall.Micro;

/// <summary>A look at the figures in seconds, by processor time so that a busy machine does not blur them; BenchmarkDotNet's are the ones to keep.</summary>
internal static class QuickRun
{
    private static readonly StatementAnalyzer s_analyzer = new();
    private static readonly CaptureWriter s_writer = new();
    private static readonly byte[] s_room = new byte[64 * 1024];

    public static void Print()
    {
        Console.WriteLine("what                     MB/s  ns/statement  bytes allocated");
        foreach ((string name, byte[][] set) in new[] { ("short", Statements.Short), ("shop", Statements.Shop), ("report", Statements.Report), ("long lists", Statements.LongList) })
        {
            Measure("lex " + name, set, Lex);
            Measure("analyze " + name, set, sql => s_analyzer.Analyze(sql));
        }

        Measure("capture shop", Statements.Shop, Capture);
    }

    private static void Measure(string name, byte[][] set, Action<byte[]> step)
    {
        double best = double.MaxValue;
        long allocated = 0;
        for (int round = 0; round < 12; round++)
        {
            int count = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Environment.CpuUsage.UserTime;
            TimeSpan used;
            do
            {
                for (int i = 0; i < 100; i++)
                {
                    foreach (byte[] sql in set)
                        step(sql);
                }

                count += 100 * set.Length;
                used = Environment.CpuUsage.UserTime - start;
            }
            while (used.TotalMilliseconds < 100);
            best = Math.Min(best, used.TotalNanoseconds / count);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        double bytes = set.Average(sql => sql.Length);
        Console.WriteLine($"{name,-20} {bytes / best * 1000,8:F0} {best,13:F0} {allocated,16}");
    }

    private static void Lex(byte[] sql)
    {
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out _))
        {
        }
    }

    private static void Capture(byte[] sql)
    {
        var e = new CaptureEvent { Sql = sql, User = "catalog"u8, Database = "main"u8, Application = "catalog"u8, Role = "app"u8, Caller = "web"u8 };
        s_writer.TryFormat(s_room, e, out _);
    }
}
