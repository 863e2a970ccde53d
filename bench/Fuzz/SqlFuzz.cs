using System.Diagnostics;
using System.Text;
using Seawall.Gate;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tests.Fuzz;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;
using Seawall.Postgres.Tests.Fuzz;

namespace Seawall.FuzzBench;

/// <summary>Broken SQL texts through lexer, analyser and the gate's catalog. Memory in bytes, after a collection.</summary>
internal sealed record SqlFuzzOutcome(long Texts, long Tokens, long HeapBefore, long HeapAfter, double Seconds);

/// <summary>Feeds broken texts: every byte must belong to one token or be white space, twice must give the same fingerprint, and nothing may throw.</summary>
internal static class SqlFuzz
{
    public static SqlFuzzOutcome Run(long texts, int seed)
    {
        Mutations mutations = new(seed, BrokenSql.Corpus(), BrokenSql.Telling);
        StatementAnalyzer analyzer = new();
        StatementAnalyzer fresh = new();
        Ledger ledger = TrackerFuzz.NewLedger();
        long started = Stopwatch.GetTimestamp();
        long tokens = 0;
        long before = 0;
        for (long i = 0; i < texts; i++)
        {
            byte[] sql = mutations.Next();
            try
            {
                tokens += BrokenSql.Check(sql, analyzer, fresh);
                StatementText text = ledger.Pools.Text();
                ledger.Catalog.Describe(sql, text);
                text.Release(ledger.Pools);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, text {i}: {Convert.ToHexString(sql)}  {Encoding.Latin1.GetString(sql)}", e);
            }
            if (i == texts / 10)
                before = GC.GetTotalMemory(forceFullCollection: true);
            if (i % 10_000 == 0)
                ledger.SwapTables().Clear();
        }
        return new SqlFuzzOutcome(texts, tokens, before, GC.GetTotalMemory(forceFullCollection: true), Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1));
    }
}
