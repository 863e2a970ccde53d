using System.Diagnostics;
using System.Text.Json;
using Seawall.Gate.Tests;
using Seawall.Gate.Tests.Fuzz;
using Seawall.Testing;

namespace Seawall.FuzzBench;

/// <summary>Ever new texts through a gate in a process of its own: does its memory stay bounded, are the hot statements' counts exact, do all counts add up?</summary>
internal static class DistinctBench
{
    private const int Hot = 50;
    private const int PreparedNames = 20_000;
    private const long Bound = 256L << 20;

    public static async Task<int> RunAsync(long count, int seed)
    {
        long started = Stopwatch.GetTimestamp();
        PrivatePostgres postgres = await PrivatePostgres.SharedAsync();
        // Two of three cold texts fail for want of their table; the server need not write that down.
        await postgres.ExecuteAsync("alter role postgres set log_min_messages = 'panic'");
        await using GateProcess gate = await GateProcess.StartAsync(postgres.Port);
        DistinctTexts texts = new(Hot);
        using RawClient client = new(gate.Port);
        client.Login(postgres.User, postgres.Password, "test", "distinct");

        DistinctTexts.Send(client, texts.Literals(20_000));
        long before = gate.Resident;
        long most = before;
        List<long> resident = [];
        foreach (IEnumerable<byte[]> part in (IEnumerable<byte[]>[])[texts.Cold(count), texts.Literals(count), texts.Prepared(PreparedNames)])
        {
            foreach (byte[][] piece in part.Chunk(50_000))
            {
                DistinctTexts.Send(client, piece);
                most = Math.Max(most, gate.Resident);
            }
            resident.Add(gate.Resident);
        }
        var (hot, literals, other, prepared, total, rows) = await ReadAsync(gate, texts);
        long after = gate.Resident;
        bool exact = hot.All(h => h.Sent == h.Counted) && literals == count + 20_000 && total == texts.Sent;
        await Results.KeepAsync("distinct.json", $"--distinct {count} --seed {seed}", new
        {
            DistinctFingerprints = count,
            DistinctLiterals = count,
            PreparedNames,
            Sent = texts.Sent,
            Counted = total,
            CountedAsOther = other,
            LiteralsCounted = literals,
            PreparedCountedByName = prepared,
            RowsTold = rows,
            HotStatements = Hot,
            HotSent = hot.Sum(h => h.Sent),
            HotCounted = hot.Sum(h => h.Counted),
            EveryCountIsExact = exact,
            ResidentBefore = before,
            ResidentAfterDistinctFingerprints = resident[0],
            ResidentAfterDistinctLiterals = resident[1],
            ResidentAfterPreparedNames = resident[2],
            ResidentMost = Math.Max(most, after),
            ResidentAfterReadingStatistics = after,
            ResidentBound = Bound,
            Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
        });
        return exact && Math.Max(most, after) <= Bound ? 0 : 1;
    }

    private static async Task<((long Sent, long Counted)[] Hot, long Literals, long Other, long Prepared, long Total, int Rows)> ReadAsync(GateProcess gate, DistinctTexts texts)
    {
        using HttpClient http = new();
        using JsonDocument document = JsonDocument.Parse(await http.GetByteArrayAsync($"http://127.0.0.1:{gate.Admin}/stats?since=86400"));
        (string Sql, long Calls)[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray()
            .Where(r => r.GetProperty("business").GetString() == "distinct")
            .Select(r => (r.GetProperty("sql").GetString()!, r.GetProperty("calls").GetInt64()))];
        long Calls(string sql) => rows.Where(r => r.Sql == sql).Sum(r => r.Calls);
        return (
            [.. Enumerable.Range(0, Hot).Select(i => (texts.HotCalls(i), Calls(texts.HotText(i).Replace('1', '?'))))],
            Calls("select ? as literal, ?"), Calls("other"), Calls("select ?::int as prepared"), rows.Sum(r => r.Calls), rows.Length);
    }
}
